using Akka.Persistence;

namespace AkkaStreamProc.Actors.Checkpoints;

/// <summary>Deletes single snapshots one after the other.</summary>
/// <remarks>
/// A store may open a connection for each, and a restart behind a savepoint leaves a hundred ids of which nobody knows
/// whether they have a snapshot. What is still waiting when the owner ends stays in the store. Single-threaded.
/// </remarks>
/// <param name="delete">Asks the store; the answer is told by <see cref="Answered"/>.</param>
internal sealed class SnapshotDeletion(Action<DeleteSnapshot> delete)
{
    private readonly Queue<SnapshotMetadata> _waiting = new();
    private bool _isAsked;

    /// <param name="persistenceId">The owner of the snapshots.</param>
    /// <param name="ids">Their numbers.</param>
    public void Add(string persistenceId, IEnumerable<long> ids)
    {
        foreach (var id in ids)
        {
            _waiting.Enqueue(new SnapshotMetadata(persistenceId, id, DateTime.MinValue));
        }

        Next();
    }

    /// <summary>The store has deleted what it was asked to, or cannot.</summary>
    public void Answered()
    {
        _isAsked = false;
        Next();
    }

    private void Next()
    {
        if (!_isAsked && _waiting.TryDequeue(out var snapshot))
        {
            _isAsked = true;
            delete(new DeleteSnapshot(snapshot));
        }
    }
}
