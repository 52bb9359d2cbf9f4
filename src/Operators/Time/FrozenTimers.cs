using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Time;

/// <summary>The timers of a subtask as they stood at a barrier.</summary>
internal sealed class FrozenTimers<TKey> : IFrozenKeyedState
    where TKey : notnull
{
    public const string EventTime = "$event-time-timers";
    public const string ProcessingTime = "$processing-time-timers";

    private const string TimestampSchema = "timestamp";

    private readonly IReadOnlyCollection<(TKey Key, long Timestamp)>[] _groups;

    public FrozenTimers(string name, KeyGroupRange range, TimerQueue<TKey> timers)
    {
        Name = name;
        Range = range;
        _groups = [.. Enumerable.Range(range.First, range.Count).Select(timers.Freeze)];
    }

    public string Name { get; }

    public string KeySchema => StateTypes.Schema(typeof(TKey));

    public string ValueSchema => TimestampSchema;

    public KeyGroupRange Range { get; }

    public static void Restore(string name, TimerQueue<TKey> timers, OperatorRestore restore, KeyGroupRange range)
    {
        foreach (var (keyGroup, reader) in restore.Keyed(name, typeof(TKey), TimestampSchema, range))
        {
            for (var count = reader.ReadCount(); count > 0; count--)
            {
                timers.Register(keyGroup, StateSerializer<TKey>.Default.Read(reader), reader.ReadInt64());
            }
        }
    }

    public void Write(int keyGroup, SnapshotWriter writer)
    {
        var group = _groups[keyGroup - Range.First];
        if (group.Count == 0)
        {
            return;
        }

        writer.WriteCount(group.Count);
        foreach (var (key, timestamp) in group)
        {
            StateSerializer<TKey>.Default.Write(writer, key);
            writer.WriteInt64(timestamp);
        }
    }

    public void Release()
    {
    }
}
