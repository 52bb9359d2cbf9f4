namespace AkkaStreamProc.Bench.Timers;

/// <summary>A hashed wheel of one slot for each tick, whose slots are sorted when their time comes.</summary>
/// <param name="tickMs">How much time a slot stands for.</param>
/// <param name="slots">How many there are; timers further away share the slots of nearer ones.</param>
internal sealed class WheelTimers(long tickMs, int slots) : ITimers
{
    private readonly List<(long Timestamp, long Key)>?[] _slots = new List<(long, long)>?[slots];
    private readonly Dictionary<long, long> _dueOf = [];
    private readonly Queue<(long Timestamp, long Key)> _due = new();
    private long _tick;

    public void Register(long key, long timestamp)
    {
        _dueOf[key] = timestamp;
        (_slots[timestamp / tickMs % slots] ??= []).Add((timestamp, key));
    }

    public void Move(long key, long former, long timestamp) => Register(key, timestamp);

    public bool TryTake(long time, out long key, out long timestamp)
    {
        while (_due.Count == 0 && _tick * tickMs <= time)
        {
            Sort(_tick++);
        }

        if (!_due.TryDequeue(out var timer))
        {
            (key, timestamp) = (0, 0);
            return false;
        }

        (timestamp, key) = timer;
        _dueOf.Remove(key);
        return true;
    }

    private void Sort(long tick)
    {
        if (_slots[tick % slots] is not { } slot)
        {
            return;
        }

        var end = (tick + 1) * tickMs;
        var due = slot.FindAll(t => t.Timestamp < end && _dueOf.TryGetValue(t.Key, out var at) && at == t.Timestamp);
        slot.RemoveAll(t => t.Timestamp < end || !_dueOf.TryGetValue(t.Key, out var at) || at != t.Timestamp);
        due.Sort();
        due.ForEach(_due.Enqueue);
    }
}
