namespace AkkaStreamProc.Operators.Time;

/// <summary>The times at which keys are to be called, in their order. A key may stand here any number of times.</summary>
/// <remarks>
/// <para>
/// For what follows from state: unlike timers (<see cref="TimerQueue{TKey}"/>) these have no identity, are not in snapshots, and are
/// never taken back; whoever is called finds nothing to do, perhaps. So the ones that come in their order, which are nearly all, are
/// a queue.
/// </para>
/// </remarks>
/// <param name="lanes">How many sequences of times there are that mostly grow by themselves.</param>
internal sealed class KeySchedule<TKey>(int lanes)
    where TKey : notnull
{
    private readonly DueLane<TKey>[] _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new DueLane<TKey>())];
    private readonly PriorityQueue<Due<TKey>, long> _others = new();

    /// <summary>The first of the times, or <see cref="long.MaxValue"/> where there is none.</summary>
    public long NextTime { get; private set; } = long.MaxValue;

    /// <summary>How many bytes it takes, without what keys refer to.</summary>
    public long Bytes => _lanes.Sum(lane => lane.Bytes) + ((long)_others.Count * (System.Runtime.CompilerServices.Unsafe.SizeOf<Due<TKey>>() + sizeof(long)));

    /// <summary>Has a key called at a time.</summary>
    /// <param name="lane">The sequence of times, from 0 on.</param>
    /// <param name="time">The time, before <see cref="long.MaxValue"/>.</param>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    public void Add(int lane, long time, TKey key, ulong hash)
    {
        var due = new Due<TKey>(time, hash, key);
        if (!_lanes[lane].TryAdd(due))
        {
            _others.Enqueue(due, time);
        }

        NextTime = Math.Min(NextTime, time);
    }

    /// <summary>Takes the next key whose time is not after <paramref name="time"/>.</summary>
    public bool TryTake(long time, out Due<TKey> due)
    {
        if (NextTime > time || NextTime == long.MaxValue)
        {
            due = default;
            return false;
        }

        due = default;
        var isTaken = false;
        var next = long.MaxValue;
        foreach (var lane in _lanes)
        {
            if (!isTaken && lane.NextTime == NextTime)
            {
                due = lane.Take();
                isTaken = true;
            }

            next = Math.Min(next, lane.NextTime);
        }

        if (!isTaken)
        {
            due = _others.Dequeue();
        }

        NextTime = _others.TryPeek(out _, out var other) ? Math.Min(next, other) : next;
        return true;
    }
}

/// <summary>A key that is to be called.</summary>
internal readonly record struct Due<TKey>(long Time, ulong Hash, TKey Key);
