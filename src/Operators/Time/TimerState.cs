using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Time;

/// <summary>The timers of one clock as a state of their operator.</summary>
/// <param name="operatorName">The operator.</param>
/// <param name="name">Names them in snapshots.</param>
/// <param name="serializers">Those of the job.</param>
/// <param name="range">The key groups of the subtask.</param>
/// <param name="timers">The timers.</param>
internal sealed class TimerState<TKey>(string operatorName, string name, StateSerializers serializers, KeyGroupRange range, TimerQueue<TKey> timers) : IKeyedState
    where TKey : notnull
{
    private readonly KeyedStateFormat<TKey, long> _format = new(operatorName, name, serializers.Of<TKey>(), FrozenTimers<TKey>.Timestamps, serializers);

    public long MeasureBytes() => timers.Bytes;

    public IFrozenKeyedState Freeze() => new FrozenTimers<TKey>(name, serializers.Of<TKey>(), range, timers);

    public void Restore(OperatorRestore restore)
    {
        foreach (var (keyGroup, reader, written) in restore.Keyed(_format, range))
        {
            for (var count = reader.ReadCount(); count > 0; count--)
            {
                var key = written.ReadKey(reader, keyGroup, out var hash);
                timers.Register(keyGroup, key, hash, written.ReadValue(reader));
            }
        }
    }
}
