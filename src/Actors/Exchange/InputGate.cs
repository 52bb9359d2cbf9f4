namespace AkkaStreamProc.Actors.Exchange;

/// <summary>The receiving ends of a subtask's channels: checks that nothing is missing, holds channels back, grants credit.</summary>
/// <remarks>
/// Elements are taken in the order of their arrival, except that a held channel waits: its elements are taken when it
/// is released. What waits is bounded by the credit the channels were granted.
/// </remarks>
internal sealed class InputGate(int channels, int credit, Action<int, int> grant)
{
    private readonly Queue<(int Channel, ChannelElement Element)> _ready = new();
    private readonly Queue<ChannelElement>?[] _held = new Queue<ChannelElement>?[channels];
    private readonly long[] _expected = new long[channels];
    private readonly int[] _consumed = new int[channels];

    public int ChannelCount => channels;

    /// <summary>Takes what a channel delivered.</summary>
    /// <exception cref="ExchangeException">Something before it is missing.</exception>
    public void Deliver(int channel, long sequence, ChannelElement element)
    {
        if (sequence != _expected[channel])
        {
            throw new ExchangeException($"Input channel {channel} delivered message {sequence} where {_expected[channel]} was due: messages were lost.");
        }

        _expected[channel]++;
        _ready.Enqueue((channel, element));
    }

    /// <summary>The next element of a channel that is not held.</summary>
    public bool TryTake(out int channel, out ChannelElement element)
    {
        while (_ready.TryDequeue(out var next))
        {
            if (_held[next.Channel] is { } waiting)
            {
                waiting.Enqueue(next.Element);
                continue;
            }

            (channel, element) = next;
            return true;
        }

        channel = -1;
        element = null!;
        return false;
    }

    /// <summary>Takes the next element of a channel that is not held where it is a barrier, or the end before one.</summary>
    public bool TryTakeControl(out int channel, out ChannelElement control)
    {
        while (_ready.TryPeek(out var next))
        {
            if (_held[next.Channel] is { } waiting)
            {
                _ready.Dequeue();
                waiting.Enqueue(next.Element);
                continue;
            }

            (channel, control) = next;
            if (control is not (ChannelBarrier or ChannelEnd))
            {
                return false;
            }

            _ready.Dequeue();
            return true;
        }

        channel = -1;
        control = null!;
        return false;
    }

    /// <summary>Counts consumed records of a channel and grants new credit for every half of its allowance: seldom, as each grant may wake a thread.</summary>
    public void Consumed(int channel, int records)
    {
        var consumed = _consumed[channel] + records;
        if (consumed >= credit / 2)
        {
            _consumed[channel] = 0;
            grant(channel, consumed);
        }
        else
        {
            _consumed[channel] = consumed;
        }
    }

    /// <summary>Holds a channel back from now on.</summary>
    public void Hold(int channel) => _held[channel] ??= new Queue<ChannelElement>();

    /// <summary>Releases every held channel; what waited comes before what arrives later.</summary>
    public void ReleaseAll()
    {
        var later = _ready.ToArray();
        _ready.Clear();
        for (var channel = 0; channel < channels; channel++)
        {
            if (_held[channel] is { } waiting)
            {
                _held[channel] = null;
                foreach (var element in waiting)
                {
                    _ready.Enqueue((channel, element));
                }
            }
        }

        foreach (var entry in later)
        {
            _ready.Enqueue(entry);
        }
    }
}
