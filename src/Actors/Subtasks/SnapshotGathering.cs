using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>The snapshots a subtask is restored from: its own, or those of several old subtasks where the parallelism changed.</summary>
internal sealed class SnapshotGathering
{
    private readonly SubtaskAddress _address;
    private readonly int _oldParallelism;
    private readonly HashSet<int> _missing;
    private readonly List<SubtaskSnapshot> _snapshots = [];

    /// <param name="address">The new subtask.</param>
    /// <param name="parallelism">How many subtasks its vertex has now.</param>
    /// <param name="oldParallelism">How many it had.</param>
    /// <param name="hasOperatorState">Whether some state is not by key group (positions, epochs), so that every old subtask matters.</param>
    /// <param name="maxParallelism">The number of key groups.</param>
    public SnapshotGathering(SubtaskAddress address, int parallelism, int oldParallelism, bool hasOperatorState, int maxParallelism)
    {
        _address = address;
        _oldParallelism = oldParallelism;
        var range = KeyGroupRange.Of(address.Index, parallelism, maxParallelism);
        Needed =
        [
            .. Enumerable.Range(0, address.CheckpointId == 0 ? 0 : oldParallelism).Where(old =>
                parallelism == oldParallelism
                    ? old == address.Index
                    : hasOperatorState || old % parallelism == address.Index || range.Overlaps(KeyGroupRange.Of(old, oldParallelism, maxParallelism))),
        ];
        _missing = [.. Needed];
    }

    /// <summary>The old subtasks whose snapshots are needed.</summary>
    public IReadOnlyList<int> Needed { get; }

    public bool IsComplete => _missing.Count == 0;

    /// <summary>Takes the snapshot of an old subtask as the store returned it.</summary>
    /// <exception cref="SnapshotException">It is missing, damaged, or of something else.</exception>
    public void Add(int oldIndex, long sequenceNr, ReadOnlyMemory<byte>? bytes)
    {
        var what = $"checkpoint {_address.CheckpointId} of {_address.Job}/{_address.Vertex}[{oldIndex}]";
        if (bytes is not { } found || sequenceNr != _address.CheckpointId)
        {
            throw new SnapshotException(
                $"The snapshot store has no {what}{(bytes is null ? "" : $" (it returned {sequenceNr} instead)")}. " +
                "The store was changed outside, or another store is configured. Restore the store, or start anew.");
        }

        var snapshot = SubtaskSnapshot.Parse(found, what);
        var header = snapshot.Header;
        if (header.Job != _address.Job || header.Vertex != _address.Vertex || header.SubtaskIndex != oldIndex
            || header.CheckpointId != _address.CheckpointId || header.Parallelism != _oldParallelism)
        {
            throw new SnapshotException($"The snapshot store returned {header} (of {header.Parallelism} subtasks) for {what} (of {_oldParallelism}). Restore the store, or start anew.");
        }

        _snapshots.Add(snapshot);
        _missing.Remove(oldIndex);
    }

    /// <summary>What one operator finds.</summary>
    public OperatorRestore RestoreOf(string operatorName, int parallelism) => new(
        operatorName,
        _address.CheckpointId,
        _address.Index,
        parallelism,
        [
            .. _snapshots.OrderBy(s => s.Header.SubtaskIndex)
                .Where(s => s.Operators.ContainsKey(operatorName))
                .Select(s => (s.Header, s.Operators[operatorName])),
        ]);
}
