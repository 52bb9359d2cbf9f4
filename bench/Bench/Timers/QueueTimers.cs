using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Bench.Timers;

/// <summary>The product's.</summary>
internal sealed class QueueTimers : ITimers
{
    private const int Groups = 128;

    private readonly TimerQueue<long> _queue = new(new KeyGroupRange(0, Groups));

    public void Register(long key, long timestamp)
    {
        var hash = KeyHash<long>.Of(key);
        _queue.Register(KeyGroups.Of(hash, Groups), key, hash, timestamp);
    }

    public void Move(long key, long former, long timestamp)
    {
        var hash = KeyHash<long>.Of(key);
        var group = KeyGroups.Of(hash, Groups);
        _queue.Delete(group, key, hash, former);
        _queue.Register(group, key, hash, timestamp);
    }

    public bool TryTake(long time, out long key, out long timestamp) => _queue.TryTake(time, out key, out _, out timestamp);
}
