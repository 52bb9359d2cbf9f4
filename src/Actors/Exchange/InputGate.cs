using AkkaStreamProc.Actors.Exchange.Transport;

namespace AkkaStreamProc.Actors.Exchange;

/// <summary>The receiving ends of a subtask's channels: checks that nothing is missing, holds channels back, grants credit.</summary>
/// <remarks>
/// Elements are taken in the order of their arrival, except that a held channel waits: its elements are taken when it
/// is released. A channel whose records are not read waits from its next batch on. What waits is bounded by the credit the
/// channels were granted.
/// </remarks>
internal sealed class InputGate(int channels, Credit allowance, IChannelTransport transport)
{
    private readonly Queue<(int Channel, ChannelElement Element)> _ready = new();
    private readonly Queue<ChannelElement>?[] _held = new Queue<ChannelElement>?[channels];
    private readonly bool[] _isUnread = new bool[channels];
    private readonly bool[] _isHeldUnread = new bool[channels];
    private readonly long[] _expected = new long[channels];
    private readonly Credit[] _consumed = new Credit[channels];

    public int ChannelCount => channels;

    /// <summary>How many bytes of records wait here, about.</summary>
    public long Bytes => _ready.Sum(entry => entry.Element.Cost.Bytes) + _held.Sum(waiting => waiting?.Sum(element => element.Cost.Bytes) ?? 0);

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
        if (TryPeek(out channel, out element))
        {
            Take(channel, element);
            return true;
        }

        return false;
    }

    /// <summary>Takes the next element of a channel that is not held where it is a barrier, or the end before one.</summary>
    public bool TryTakeControl(out int channel, out ChannelElement control)
    {
        if (TryPeek(out channel, out control) && control is ChannelBarrier or ChannelEnd)
        {
            Take(channel, control);
            return true;
        }

        return false;
    }

    /// <summary>
    /// Counts what was consumed of a channel and grants new credit for every half of its allowance, of whichever kind:
    /// seldom, as each grant may wake a thread. A batch is consumed when it is processed; a control when it is taken, which
    /// the gate counts itself.
    /// </summary>
    public void Consumed(int channel, Credit cost)
    {
        var consumed = _consumed[channel] + cost;
        if (consumed.Records >= Math.Max(1, allowance.Records / 2)
            || consumed.Bytes >= Math.Max(1, allowance.Bytes / 2)
            || consumed.Controls >= Math.Max(1, allowance.Controls / 2))
        {
            _consumed[channel] = default;
            transport.Grant(channel, consumed);
        }
        else
        {
            _consumed[channel] = consumed;
        }
    }

    /// <summary>Holds a channel back from now on.</summary>
    public void Hold(int channel) => _held[channel] ??= new Queue<ChannelElement>();

    /// <summary>Says whether the records of a channel are read. What stands before the next of them is taken in any case.</summary>
    public void Select(int channel, bool isRead)
    {
        _isUnread[channel] = !isRead;
        if (isRead && _isHeldUnread[channel])
        {
            Release(held => held == channel);
        }
    }

    /// <summary>Releases every held channel; what waited comes before what arrives later.</summary>
    public void ReleaseAll() => Release(static _ => true);

    private void Release(Predicate<int> isReleased)
    {
        var later = _ready.ToArray();
        _ready.Clear();
        for (var channel = 0; channel < channels; channel++)
        {
            if (_held[channel] is { } waiting && isReleased(channel))
            {
                _held[channel] = null;
                _isHeldUnread[channel] = false;
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

    private void Take(int channel, ChannelElement element)
    {
        _ready.Dequeue();
        if (element is not ChannelBatch)
        {
            Consumed(channel, element.Cost);
        }
    }

    /// <summary>The next element of a channel that is not held; what comes before it is put aside.</summary>
    private bool TryPeek(out int channel, out ChannelElement element)
    {
        while (_ready.TryPeek(out var next))
        {
            if (_isUnread[next.Channel] && next.Element is ChannelBatch && _held[next.Channel] is null)
            {
                _held[next.Channel] = new Queue<ChannelElement>();
                _isHeldUnread[next.Channel] = true;
            }

            if (_held[next.Channel] is not { } waiting)
            {
                (channel, element) = next;
                return true;
            }

            waiting.Enqueue(_ready.Dequeue().Element);
        }

        channel = -1;
        element = null!;
        return false;
    }
}
