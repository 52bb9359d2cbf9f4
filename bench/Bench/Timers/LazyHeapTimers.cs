namespace AkkaStreamProc.Bench.Timers;

/// <summary>What is mostly written by hand: the heap of the base library, whose outdated entries are skipped when they come up.</summary>
internal sealed class LazyHeapTimers : ITimers
{
    private readonly PriorityQueue<long, long> _heap = new();
    private readonly Dictionary<long, long> _dueOf = [];

    public void Register(long key, long timestamp)
    {
        _dueOf[key] = timestamp;
        _heap.Enqueue(key, timestamp);
    }

    public void Move(long key, long former, long timestamp) => Register(key, timestamp);

    public bool TryTake(long time, out long key, out long timestamp)
    {
        while (_heap.TryPeek(out key, out timestamp) && timestamp <= time)
        {
            _heap.Dequeue();
            if (_dueOf.TryGetValue(key, out var due) && due == timestamp)
            {
                _dueOf.Remove(key);
                return true;
            }
        }

        return false;
    }
}
