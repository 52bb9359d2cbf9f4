using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Time;

/// <summary>The timers of a subtask as they stood at a barrier.</summary>
internal sealed class FrozenTimers<TKey> : IFrozenKeyedState
    where TKey : notnull
{
    /// <summary>How the moments of timers are written.</summary>
    public static readonly StateSerializer<long> Timestamps = new ScalarStateSerializer<long>("timestamp", (writer, moment) => writer.WriteInt64(moment), reader => reader.ReadInt64());

    private readonly TimerGroup<TKey>.Frozen[] _groups;

    private readonly StateSerializer<TKey> _keys;

    public FrozenTimers(string name, StateSerializer<TKey> keys, KeyGroupRange range, TimerQueue<TKey> timers)
    {
        _keys = keys;
        Name = name;
        Range = range;
        _groups = [.. Enumerable.Range(range.First, range.Count).Select(timers.Freeze)];
    }

    public string Name { get; }

    public string KeySchema => _keys.Schema;

    public string ValueSchema => Timestamps.Schema;

    public KeyGroupRange Range { get; }

    public void Write(int keyGroup, SnapshotWriter writer)
    {
        var timers = _groups[keyGroup - Range.First];
        if (timers.Count == 0)
        {
            return;
        }

        writer.WriteCount(timers.Count);
        for (var i = 0; i < timers.Count; i++)
        {
            ref readonly var timer = ref timers[i];
            _keys.Write(writer, timer.Key);
            writer.WriteInt64(timer.Timestamp);
            writer.Pause();
        }
    }

    public void Release()
    {
        foreach (var group in _groups)
        {
            group.Release();
        }
    }
}
