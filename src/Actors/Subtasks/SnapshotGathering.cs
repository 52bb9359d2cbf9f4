using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>
/// The snapshots a subtask is restored from: those of the former subtasks, of whatever vertex and number, that hold state of
/// its operators.
/// </summary>
internal sealed class SnapshotGathering : IDisposable
{
    private readonly SubtaskAddress _address;
    private readonly int _parallelism;
    private readonly IReadOnlyDictionary<string, OperatorPlace> _places;
    private readonly IReadOnlySet<string> _withUnionState;
    private readonly HashSet<FormerSubtask> _missing;
    private readonly Dictionary<FormerSubtask, SubtaskSnapshot> _snapshots = [];
    private readonly List<ISnapshotContent> _contents = [];

    /// <param name="address">The new subtask.</param>
    /// <param name="vertex">Its vertex.</param>
    /// <param name="places">Where the checkpoint has the state of the vertex's operators, by name.</param>
    /// <param name="maxParallelism">The number of key groups.</param>
    public SnapshotGathering(SubtaskAddress address, PlanVertex vertex, IReadOnlyDictionary<string, OperatorPlace> places, int maxParallelism)
        : this(
            address,
            vertex.Parallelism,
            places,
            vertex.Operators.Where(o => o.States.Any(s => !s.IsKeyed)).Select(o => o.Name).ToHashSet(),
            maxParallelism,
            vertex.Operators.Where(o => o.States.Any(s => s.IsNeededWhole)).Select(o => o.Name).ToHashSet())
    {
    }

    /// <param name="address">The new subtask.</param>
    /// <param name="parallelism">How many subtasks its vertex has now.</param>
    /// <param name="places">Where the checkpoint has the state of the vertex's operators, by name.</param>
    /// <param name="withOperatorState">Operators with state that is not by key group (positions, epochs), so that every former subtask matters.</param>
    /// <param name="maxParallelism">The number of key groups.</param>
    /// <param name="withUnionState">Operators that need what every former subtask has written, also where there are as many as before.</param>
    internal SnapshotGathering(
        SubtaskAddress address,
        int parallelism,
        IReadOnlyDictionary<string, OperatorPlace> places,
        IReadOnlySet<string> withOperatorState,
        int maxParallelism,
        IReadOnlySet<string>? withUnionState = null)
    {
        _address = address;
        _parallelism = parallelism;
        _places = places;
        _withUnionState = withUnionState ?? new HashSet<string>();
        var range = KeyGroupRange.Of(address.Index, parallelism, maxParallelism);
        Needed =
        [
            .. from place in places
               where address.CheckpointId > 0
               let former = place.Value.Parallelism
               from index in Enumerable.Range(0, former)
               where parallelism == former
                   ? index == address.Index || _withUnionState.Contains(place.Key)
                   : withOperatorState.Contains(place.Key) || index % parallelism == address.Index || range.Overlaps(KeyGroupRange.Of(index, former, maxParallelism))
               orderby place.Value.Vertex, index
               group index by new FormerSubtask(place.Value.Vertex, index) into subtask
               select subtask.Key,
        ];
        _missing = [.. Needed];
    }

    /// <summary>The former subtasks whose snapshots are needed.</summary>
    public IReadOnlyList<FormerSubtask> Needed { get; }

    public bool IsComplete => _missing.Count == 0;

    /// <summary>
    /// Takes the snapshot of a former subtask as the store returned it. What lies in a file is read, and verified, as the
    /// operators ask for it.
    /// </summary>
    /// <exception cref="SnapshotException">It is missing, damaged, or of something else.</exception>
    public void Add(FormerSubtask former, long sequenceNr, ISnapshotContent? content)
    {
        var what = $"checkpoint {_address.CheckpointId} of {_address.Job}/{former}";
        if (content is null || sequenceNr != _address.CheckpointId)
        {
            throw new SnapshotException(
                $"The snapshot store has no {what}{(content is null ? "" : $" (it returned {sequenceNr} instead)")}. " +
                "The store was changed outside, or another store is configured. Restore the store, or start anew.")
            { IsDamage = true };
        }

        _contents.Add(content);
        var snapshot = SubtaskSnapshot.Open(content, what);
        if (content is MemoryContent)
        {
            snapshot.Verify();
        }

        var header = snapshot.Header;
        var parallelism = _places.Values.First(p => p.Vertex == former.Vertex).Parallelism;
        if (header.Job != _address.Job || header.Vertex != former.Vertex || header.SubtaskIndex != former.Index
            || header.CheckpointId != _address.CheckpointId || header.Parallelism != parallelism)
        {
            throw new SnapshotException($"What was stored for {what} (of {parallelism} subtasks) is {header} (of {header.Parallelism}). Restore the store, or start anew.") { IsDamage = true };
        }

        _snapshots[former] = snapshot;
        _missing.Remove(former);
    }

    /// <summary>Closes the files; nothing can be read from what operators found any more.</summary>
    public void Dispose() => _contents.ForEach(c => c.Dispose());

    /// <summary>What one operator finds.</summary>
    public OperatorRestore RestoreOf(string operatorName) =>
        new(operatorName, _address.CheckpointId, _address.Index, _parallelism, SnapshotsOf(operatorName));

    private List<(SnapshotHeader Header, OperatorSnapshot Snapshot)> SnapshotsOf(string operatorName)
    {
        var vertex = _places.TryGetValue(operatorName, out var place) ? place.Vertex : null;
        return
        [
            // What one operator of the vertex needs of all concerns no other: each goes on with its own where there are as many as before.
            .. _snapshots.Where(s => s.Key.Vertex == vertex && s.Value.Operators.ContainsKey(operatorName))
                .Where(s => place!.Parallelism != _parallelism || s.Key.Index == _address.Index || _withUnionState.Contains(operatorName))
                .OrderBy(s => s.Key.Index)
                .Select(s => (s.Value.Header, s.Value.Operators[operatorName].Without(place?.Dropped ?? []))),
        ];
    }
}
