using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>What an operator finds in the checkpoint it is restored from, gathered from the subtasks that wrote it.</summary>
/// <remarks>Where the parallelism changed, one subtask reads the snapshots of several old ones.</remarks>
internal sealed class OperatorRestore(
    string operatorName,
    long checkpointId,
    int subtaskIndex,
    int parallelism,
    IReadOnlyList<(SnapshotHeader Header, OperatorSnapshot Snapshot)> snapshots)
{
    /// <summary>The restore of a first start: there is nothing.</summary>
    public static OperatorRestore Nothing(string operatorName, int subtaskIndex, int parallelism) =>
        new(operatorName, 0, subtaskIndex, parallelism, []);

    /// <summary>The operator.</summary>
    public string OperatorName => operatorName;

    /// <summary>The checkpoint, 0 on a first start.</summary>
    public long CheckpointId => checkpointId;

    /// <summary>Whether the job continues from a checkpoint.</summary>
    public bool IsRestored => checkpointId > 0;

    /// <summary>Whether any old subtask has written a state.</summary>
    public bool Has(string state) => snapshots.Any(s => s.Snapshot.Keyed.Any(keyed => keyed.Name == state));

    /// <summary>An item of every old subtask.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All(string item) =>
        from s in snapshots
        from i in s.Snapshot.Items
        where i.Name == item
        select i.Section.Read();

    /// <summary>An item of something that each subtask has by itself: one's own where there are as many as before, else those of all.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> OwnOrAll(string item) =>
        from s in snapshots
        where !HasOwn || s.Header.SubtaskIndex == subtaskIndex
        from i in s.Snapshot.Items
        where i.Name == item
        select i.Section.Read();

    /// <summary>
    /// An item of those old subtasks this one follows: each old subtask has exactly one successor, so what is counted
    /// or settled is counted or settled once.
    /// </summary>
    public IEnumerable<ReadOnlyMemory<byte>> Inherited(string item) =>
        from s in snapshots
        where s.Header.SubtaskIndex % parallelism == subtaskIndex
        from i in s.Snapshot.Items
        where i.Name == item
        select i.Section.Read();

    /// <summary>The key groups of a range that a keyed state has something for, each with how it was written. A reader is valid until the next one is asked for.</summary>
    /// <exception cref="SnapshotException">The state was written with types that cannot be read as those of the job; names the operator, the state and the difference.</exception>
    public IEnumerable<(int KeyGroup, SnapshotReader Reader, KeyedStateFormat<TKey, TValue> Written)> Keyed<TKey, TValue>(KeyedStateFormat<TKey, TValue> format, KeyGroupRange range)
        where TKey : notnull
    {
        byte[] buffer = [];
        foreach (var (header, snapshot) in snapshots)
        {
            if (snapshot.Keyed.FirstOrDefault(k => k.Name == format.StateName) is not { } keyed)
            {
                continue;
            }

            var written = format.AsWritten(keyed.KeySchema, keyed.ValueSchema, header);
            for (var i = 0; i < keyed.Groups.Length; i++)
            {
                var keyGroup = keyed.FirstKeyGroup + i;
                if (range.Contains(keyGroup) && keyed.Groups[i].Length > 0)
                {
                    yield return (keyGroup, new SnapshotReader(keyed.Groups[i].Read(ref buffer)), written);
                }
            }
        }
    }

    /// <summary>One of the copies of what all old subtasks have: one's own where there are as many subtasks as before, else those of the old ones in turn.</summary>
    /// <returns>It and how it was written; <see langword="null"/> where there is none, or nothing in it.</returns>
    /// <exception cref="SnapshotException">The state was written with types that cannot be read as those of the job.</exception>
    public (SnapshotReader Reader, KeyedStateFormat<TKey, TValue> Written)? Copy<TKey, TValue>(KeyedStateFormat<TKey, TValue> format)
        where TKey : notnull
    {
        var copies = snapshots.Where(s => s.Snapshot.Keyed.Any(k => k.Name == format.StateName)).ToList();
        if (copies.Count == 0)
        {
            return null;
        }

        var (header, snapshot) = copies.Find(s => s.Header.Parallelism == parallelism && s.Header.SubtaskIndex == subtaskIndex) is { Snapshot: not null } own
            ? own
            : copies[subtaskIndex % copies.Count];
        var keyed = snapshot.Keyed.First(k => k.Name == format.StateName);
        var written = format.AsWritten(keyed.KeySchema, keyed.ValueSchema, header);
        return keyed.Groups[0].Length > 0 ? (new SnapshotReader(keyed.Groups[0].Read()), written) : null;
    }

    /// <summary>Whether there are as many subtasks as before, so that each finds what it has written itself.</summary>
    public bool HasOwn => snapshots.Any(s => s.Header.Parallelism == parallelism);

    /// <summary>What old subtasks have written of something that each has by itself, in the order of their numbers: one's own where there are as many as before, else all.</summary>
    /// <param name="format">How it is written now.</param>
    /// <param name="isWhole">Whether it is all of them in any case.</param>
    /// <exception cref="SnapshotException">The state was written with types that cannot be read as those of the job.</exception>
    public IEnumerable<(SnapshotReader Reader, KeyedStateFormat<TKey, TValue> Written)> Copies<TKey, TValue>(KeyedStateFormat<TKey, TValue> format, bool isWhole)
        where TKey : notnull
    {
        foreach (var (header, snapshot) in snapshots.OrderBy(s => s.Header.SubtaskIndex))
        {
            if ((isWhole || !HasOwn || header.SubtaskIndex == subtaskIndex) && snapshot.Keyed.FirstOrDefault(k => k.Name == format.StateName) is { } keyed)
            {
                yield return (new SnapshotReader(keyed.Groups[0].Read()), format.AsWritten(keyed.KeySchema, keyed.ValueSchema, header));
            }
        }
    }
}
