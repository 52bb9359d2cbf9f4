using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Time;

/// <summary>The timers of one clock as a state of their operator.</summary>
/// <param name="name">Names them in snapshots.</param>
/// <param name="keys">How keys are written.</param>
/// <param name="range">The key groups of the subtask.</param>
/// <param name="timers">The timers.</param>
internal sealed class TimerState<TKey>(string name, StateSerializer<TKey> keys, KeyGroupRange range, TimerQueue<TKey> timers) : IKeyedState
    where TKey : notnull
{
    public long MeasureBytes() => timers.Bytes;

    public IFrozenKeyedState Freeze() => new FrozenTimers<TKey>(name, keys, range, timers);

    public void Restore(OperatorRestore restore)
    {
        foreach (var (keyGroup, reader) in restore.Keyed(name, keys.Schema, FrozenTimers<TKey>.TimestampSchema, range))
        {
            for (var count = reader.ReadCount(); count > 0; count--)
            {
                var key = keys.Read(reader);
                timers.Register(keyGroup, key, KeyHash<TKey>.Of(key), reader.ReadInt64());
            }
        }
    }
}
