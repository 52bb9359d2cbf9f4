using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.Time;

/// <summary>The timers of one subtask, by key group, handed out in the order of their timestamps.</summary>
/// <remarks>
/// A timer is identified by its key and timestamp: registering it again changes nothing. Timers of equal timestamp fire
/// in the order of their key groups. Each key group has a heap of its own, so that timers move and are snapshotted with
/// the state of their group.
/// </remarks>
internal sealed class TimerQueue<TKey>(KeyGroupRange range)
    where TKey : notnull
{
    private readonly Group?[] _groups = new Group?[range.Count];
    private readonly PriorityQueue<int, (long Timestamp, int Group)> _heads = new();

    /// <summary>How many timers are registered.</summary>
    public int Count { get; private set; }

    public bool Register(int keyGroup, TKey key, long timestamp)
    {
        var index = keyGroup - range.First;
        var group = _groups[index] ??= new Group();
        if (!group.Owned().Add((key, timestamp)))
        {
            return false;
        }

        Count++;
        group.Heap.Enqueue(key, timestamp);
        _heads.Enqueue(index, (timestamp, index));
        return true;
    }

    public bool Delete(int keyGroup, TKey key, long timestamp)
    {
        // The heaps keep the entry; it is passed over when it comes up.
        if (_groups[keyGroup - range.First] is not { } group || !group.Owned().Remove((key, timestamp)))
        {
            return false;
        }

        Count--;
        return true;
    }

    /// <summary>Removes the next timer whose timestamp is not after <paramref name="time"/>.</summary>
    public bool TryTake(long time, out TKey key, out long timestamp)
    {
        while (_heads.TryPeek(out var index, out var head) && head.Timestamp <= time)
        {
            _heads.Dequeue();
            var group = _groups[index]!;
            // Each entry of the heads stands for one entry of that group's heap with the same timestamp.
            key = group.Heap.Dequeue();
            timestamp = head.Timestamp;
            if (group.Owned().Remove((key, timestamp)))
            {
                Count--;
                return true;
            }
        }

        key = default!;
        timestamp = 0;
        return false;
    }

    /// <summary>The timestamp of the next timer, or <see cref="long.MaxValue"/>. May name one that was deleted.</summary>
    public long NextTimestamp => _heads.TryPeek(out _, out var head) ? head.Timestamp : long.MaxValue;

    /// <summary>
    /// The timers of one key group as they stand, in no particular order. The set is not changed any more: the queue
    /// copies it before its own next change, so that any thread may read it.
    /// </summary>
    public IReadOnlyCollection<(TKey Key, long Timestamp)> Freeze(int keyGroup) =>
        _groups[keyGroup - range.First] is { } group ? group.Share() : [];

    private sealed class Group
    {
        private HashSet<(TKey Key, long Timestamp)> _live = [];
        private bool _isShared;

        public PriorityQueue<TKey, long> Heap { get; } = new();

        public HashSet<(TKey Key, long Timestamp)> Owned()
        {
            if (_isShared)
            {
                _live = [.. _live];
                _isShared = false;
            }

            return _live;
        }

        public HashSet<(TKey Key, long Timestamp)> Share()
        {
            _isShared = true;
            return _live;
        }
    }
}
