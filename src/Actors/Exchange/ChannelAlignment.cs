namespace AkkaStreamProc.Actors.Exchange;

/// <summary>Waits until every channel has delivered the same thing: its first status, or a barrier.</summary>
/// <remarks>Every channel sees the same barriers in the same order, so one alignment is under way at a time. (Chandy–Lamport, as Flink aligns barriers.)</remarks>
internal sealed class ChannelAlignment(int channels)
{
    private readonly bool[] _arrived = new bool[channels];
    private int _count;
    private long _id;

    public bool IsUnderWay => _count > 0;

    /// <summary>A channel has delivered it and is to be held.</summary>
    /// <returns>Whether it was the last one, so that all may be released.</returns>
    /// <exception cref="ExchangeException">The channels do not agree on the barrier.</exception>
    public bool Arrive(int channel, long id)
    {
        if (_arrived[channel] || (_count > 0 && id != _id))
        {
            throw new ExchangeException($"Input channel {channel} delivered barrier {id} while the others are at {_id}: the barriers are out of step.");
        }

        _id = id;
        _arrived[channel] = true;
        if (++_count < channels)
        {
            return false;
        }

        Array.Clear(_arrived);
        _count = 0;
        return true;
    }
}
