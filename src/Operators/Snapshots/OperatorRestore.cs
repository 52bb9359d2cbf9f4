using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.State.Serialization;

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

    /// <summary>The checkpoint, 0 on a first start.</summary>
    public long CheckpointId => checkpointId;

    /// <summary>Whether the job continues from a checkpoint.</summary>
    public bool IsRestored => checkpointId > 0;

    /// <summary>An item of every old subtask.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All(string item) =>
        from s in snapshots
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

    /// <summary>The key groups of a range that a keyed state has something for. A reader is valid until the next one is asked for.</summary>
    /// <exception cref="SnapshotException">The state was written with other types; names the operator, the state and the difference.</exception>
    public IEnumerable<(int KeyGroup, SnapshotReader Reader)> Keyed(string state, string keySchema, string valueSchema, KeyGroupRange range)
    {
        byte[] buffer = [];
        foreach (var (header, snapshot) in snapshots)
        {
            if (snapshot.Keyed.FirstOrDefault(k => k.Name == state) is not { } keyed)
            {
                continue;
            }

            Verify(header, state, "key", keyed.KeySchema, keySchema);
            Verify(header, state, "value", keyed.ValueSchema, valueSchema);
            for (var i = 0; i < keyed.Groups.Length; i++)
            {
                var keyGroup = keyed.FirstKeyGroup + i;
                if (range.Contains(keyGroup) && keyed.Groups[i].Length > 0)
                {
                    yield return (keyGroup, new SnapshotReader(keyed.Groups[i].Read(ref buffer)));
                }
            }
        }
    }

    /// <summary>One of the copies of what all old subtasks have: one's own where there are as many subtasks as before, else those of the old ones in turn.</summary>
    /// <returns><see langword="null"/> where there is none, or nothing in it.</returns>
    /// <exception cref="SnapshotException">The state was written with other types.</exception>
    public SnapshotReader? Copy(string state, string keySchema, string valueSchema)
    {
        var copies = snapshots.Where(s => s.Snapshot.Keyed.Any(k => k.Name == state)).ToList();
        if (copies.Count == 0)
        {
            return null;
        }

        var (header, snapshot) = copies.Find(s => s.Header.Parallelism == parallelism && s.Header.SubtaskIndex == subtaskIndex) is { Snapshot: not null } own
            ? own
            : copies[subtaskIndex % copies.Count];
        var keyed = snapshot.Keyed.First(k => k.Name == state);
        Verify(header, state, "key", keyed.KeySchema, keySchema);
        Verify(header, state, "value", keyed.ValueSchema, valueSchema);
        return keyed.Groups[0].Length > 0 ? new SnapshotReader(keyed.Groups[0].Read()) : null;
    }

    private void Verify(SnapshotHeader header, string state, string role, string written, string expected)
    {
        if (StateSchema.Difference(written, expected) is { } difference)
        {
            throw new SnapshotException(
                $"The state '{state}' of operator '{operatorName}' does not fit {header}: its {role} {difference}. " +
                "Bring the old type back, give the state a new name (it then starts empty), or start anew.");
        }
    }
}
