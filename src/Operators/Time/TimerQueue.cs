using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.Time;

/// <summary>The timers of one subtask, by key group, handed out in the order of their timestamps.</summary>
/// <remarks>
/// <para>
/// A timer is identified by its key and timestamp: registering it again changes nothing, and deleting it leaves nothing
/// behind, so that a timer that is moved a million times takes the room of one. Timers of one timestamp come in the
/// order of the hashes of their keys, which is the same in every run.
/// </para>
/// <para>
/// Each key group has timers of its own (<see cref="TimerGroup{TKey}"/>), so that they move and are snapshotted with the
/// state of their group. A tournament among the groups finds the next timer of all.
/// </para>
/// <para>
/// A timer that is handed out or deleted keeps its place until the next call: the one that its key mostly registers then
/// takes that place, which costs half of a removal and an addition.
/// </para>
/// </remarks>
internal sealed class TimerQueue<TKey>
    where TKey : notnull
{
    private readonly KeyGroupRange _range;
    private readonly TimerGroup<TKey>?[] _groups;

    // A tree in an array: leaves from _leaves on stand for groups, every other node names the better of its two children.
    private readonly int[] _winners;
    private readonly int _leaves;

    // By leaf: the timestamp of the group's next timer, or the highest where it has none.
    private readonly long[] _firsts;

    // The group of the timer that has been handed out or deleted and still has its place, or −1; and its number there.
    private int _leavingGroup = -1;
    private int _leaving;
    private long _nextTimestamp = long.MaxValue;

    public TimerQueue(KeyGroupRange range)
    {
        _range = range;
        _groups = new TimerGroup<TKey>?[range.Count];
        _leaves = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(range.Count, 1));
        _firsts = new long[_leaves];
        Array.Fill(_firsts, long.MaxValue);
        _winners = new int[_leaves * 2];
        for (var node = _winners.Length - 1; node > 0; node--)
        {
            _winners[node] = node >= _leaves ? node - _leaves : _winners[node * 2];
        }
    }

    /// <summary>How many timers are registered.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes the timers take, without what their keys refer to.</summary>
    public long Bytes => _groups.Sum(group => group?.Bytes ?? 0);

    /// <summary>The timestamp of the next timer, or <see cref="long.MaxValue"/> where there is none.</summary>
    public long NextTimestamp
    {
        get
        {
            Settle();
            return _nextTimestamp;
        }
    }

    /// <returns>Whether it was not registered before.</returns>
    public bool Register(int keyGroup, TKey key, ulong hash, long timestamp)
    {
        var index = keyGroup - _range.First;
        var group = _groups[index] ??= new TimerGroup<TKey>();
        if (_leavingGroup == index)
        {
            if (!group.Replace(_leaving, key, hash, timestamp))
            {
                return false;
            }

            _leavingGroup = -1;
            Count++;
            ReplayIfChanged(index);
            return true;
        }

        if (!group.Add(key, hash, timestamp, out var isFirst))
        {
            return false;
        }

        Count++;
        if (isFirst)
        {
            Replay(index);
        }

        return true;
    }

    /// <returns>Whether it was registered.</returns>
    public bool Delete(int keyGroup, TKey key, ulong hash, long timestamp)
    {
        Settle();
        var index = keyGroup - _range.First;
        var number = _groups[index]?.Find(key, hash, timestamp) ?? -1;
        if (number < 0)
        {
            return false;
        }

        (_leavingGroup, _leaving) = (index, number);
        Count--;
        return true;
    }

    /// <summary>Removes the next timer whose timestamp is not after <paramref name="time"/>.</summary>
    public bool TryTake(long time, out TKey key, out ulong hash, out long timestamp)
    {
        if (NextTimestamp > time || Count == 0)
        {
            (key, hash, timestamp) = (default!, 0, 0);
            return false;
        }

        _leavingGroup = _winners[1];
        var group = _groups[_leavingGroup]!;
        _leaving = group.First;
        ref readonly var taken = ref group[_leaving];
        (key, hash, timestamp) = (taken.Key, taken.Hash, taken.Timestamp);
        Count--;
        return true;
    }

    /// <summary>The timestamps of the timers of a key, in order. Looks at all timers of its key group.</summary>
    public IReadOnlyList<long> Of(int keyGroup, TKey key)
    {
        var timers = Freeze(keyGroup);
        var own = new List<long>();
        for (var i = 0; i < timers.Count; i++)
        {
            if (EqualityComparer<TKey>.Default.Equals(timers[i].Key, key))
            {
                own.Add(timers[i].Timestamp);
            }
        }

        if (timers.Count > 0)
        {
            timers.Release();
        }

        own.Sort();
        return own;
    }

    /// <summary>Freezes a group without timers, so that the code is compiled before there are any (<see cref="Execution.StreamOperator.RehearseFreeze"/>).</summary>
    public static void RehearseFreeze() => new TimerGroup<TKey>().Freeze().Release();

    /// <summary>The timers of one key group as they stand; any thread may read them until they are released.</summary>
    public TimerGroup<TKey>.Frozen Freeze(int keyGroup)
    {
        Settle();
        return _groups[keyGroup - _range.First]?.Freeze() ?? default;
    }

    /// <summary>Removes the timer that was handed out or deleted last, where no other has taken its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Settle()
    {
        if (_leavingGroup >= 0)
        {
            RemoveLeaving();
        }
    }

    private void RemoveLeaving()
    {
        var index = _leavingGroup;
        _leavingGroup = -1;
        _groups[index]!.Remove(_leaving);
        ReplayIfChanged(index);
    }

    /// <summary>Plays a group's matches again where its next timer has another timestamp than before, or there is none.</summary>
    private void ReplayIfChanged(int group)
    {
        if (_groups[group] is not { Count: > 0 } changed || changed.FirstTimestamp != _firsts[group] || _firsts[group] == long.MaxValue)
        {
            Replay(group);
        }
    }

    /// <summary>Plays the matches on the way of a group to the root again.</summary>
    private void Replay(int group)
    {
        _firsts[group] = _groups[group] is { Count: > 0 } changed ? changed.FirstTimestamp : long.MaxValue;
        for (var node = (_leaves + group) / 2; node > 0; node /= 2)
        {
            var (left, right) = (_winners[node * 2], _winners[(node * 2) + 1]);
            _winners[node] = IsBehind(left, right) ? right : left;
        }

        _nextTimestamp = _firsts[_winners[1]];
    }

    /// <summary>Whether the timers of a group come behind those of another one that is to its right.</summary>
    /// <remarks>The hashes of a group are below those of the next one, so that equal timestamps need no further look.</remarks>
    private bool IsBehind(int left, int right)
    {
        var (first, other) = (_firsts[left], _firsts[right]);
        return other < first || (other == first && other == long.MaxValue && !HasAny(left) && HasAny(right));
    }

    /// <summary>Only a group that has a timer at the highest timestamp looks like one that has none.</summary>
    private bool HasAny(int group) => group < _groups.Length && _groups[group] is { Count: > 0 };
}
