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
/// </remarks>
internal sealed class TimerQueue<TKey>
    where TKey : notnull
{
    private readonly KeyGroupRange _range;
    private readonly TimerGroup<TKey>?[] _groups;

    // A tree in an array: leaves from _leaves on stand for groups, every other node names the better of its two children.
    private readonly int[] _winners;
    private readonly int _leaves;

    public TimerQueue(KeyGroupRange range)
    {
        _range = range;
        _groups = new TimerGroup<TKey>?[range.Count];
        _leaves = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(range.Count, 1));
        _winners = new int[_leaves * 2];
        for (var node = _winners.Length - 1; node > 0; node--)
        {
            _winners[node] = node >= _leaves ? node - _leaves : _winners[node * 2];
        }
    }

    /// <summary>How many timers are registered.</summary>
    public int Count { get; private set; }

    /// <summary>The timestamp of the next timer, or <see cref="long.MaxValue"/> where there is none.</summary>
    public long NextTimestamp { get; private set; } = long.MaxValue;

    /// <returns>Whether it was not registered before.</returns>
    public bool Register(int keyGroup, TKey key, ulong hash, long timestamp)
    {
        var index = keyGroup - _range.First;
        var group = _groups[index] ??= new TimerGroup<TKey>();
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
        var index = keyGroup - _range.First;
        if (_groups[index] is not { } group || !group.Remove(key, hash, timestamp, out var wasFirst))
        {
            return false;
        }

        Count--;
        if (wasFirst)
        {
            Replay(index);
        }

        return true;
    }

    /// <summary>Removes the next timer whose timestamp is not after <paramref name="time"/>.</summary>
    public bool TryTake(long time, out TKey key, out ulong hash, out long timestamp)
    {
        if (Count == 0 || NextTimestamp > time)
        {
            (key, hash, timestamp) = (default!, 0, 0);
            return false;
        }

        var index = _winners[1];
        _groups[index]!.TakeFirst(out key, out hash, out timestamp);
        Count--;
        Replay(index);
        return true;
    }

    /// <summary>Freezes a group without timers, so that the code is compiled before there are any (<see cref="Execution.StreamOperator.RehearseFreeze"/>).</summary>
    public static void RehearseFreeze() => new TimerGroup<TKey>().Freeze().Release();

    /// <summary>The timers of one key group as they stand; any thread may read them until they are released.</summary>
    public TimerGroup<TKey>.Frozen Freeze(int keyGroup) => _groups[keyGroup - _range.First]?.Freeze() ?? default;

    /// <summary>Plays the matches on the way of a group to the root again.</summary>
    private void Replay(int group)
    {
        for (var node = (_leaves + group) / 2; node > 0; node /= 2)
        {
            var (left, right) = (_winners[node * 2], _winners[(node * 2) + 1]);
            _winners[node] = IsBehind(left, right) ? right : left;
        }

        NextTimestamp = Count == 0 ? long.MaxValue : _groups[_winners[1]]!.FirstTimestamp;
    }

    /// <summary>Whether the timers of a group come behind those of another one that is to its right.</summary>
    private bool IsBehind(int left, int right)
    {
        if (right >= _groups.Length || _groups[right] is not { Count: > 0 } other)
        {
            return false;
        }

        // The hashes of a group are below those of the next one, so that equal timestamps need no further look.
        return _groups[left] is not { Count: > 0 } group || other.FirstTimestamp < group.FirstTimestamp;
    }
}
