using Akka.Actor;
using Akka.Persistence;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Checkpoints.Verdicts;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Queries;

/// <summary>Reads state in the snapshots of a checkpoint: of one subtask of that time, and of that the key groups that are asked for.</summary>
/// <param name="job">The name of the job.</param>
/// <param name="storage">Where snapshots lie that the snapshot store points to.</param>
/// <param name="snapshotStore">The snapshot store.</param>
/// <param name="time">The clock that values expire by.</param>
internal sealed class CheckpointStates(string job, CheckpointStorage storage, IActorRef snapshotStore, TimeProvider time)
{
    /// <summary>How long the snapshot store may take, however long the question may.</summary>
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(30);

    /// <summary>Answers a question of a state that the graph has.</summary>
    /// <param name="question">The question.</param>
    /// <param name="keyGroup">The key group whose owner is to answer.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="graph">The job.</param>
    /// <exception cref="StreamProcessingException">The checkpoint has no state of the operator that fits, or cannot be read.</exception>
    public async Task<object> AnswerAsync(StateQuestion question, int keyGroup, CompletedCheckpoint checkpoint, JobGraph graph)
    {
        if (checkpoint.Places?.GetValueOrDefault(question.Operator) is not { } place
            || !StateVerdicts.Of(graph, question.Operator, place).Any(v => v.State == question.State && v.IsTaken))
        {
            throw new StreamProcessingException(
                $"Checkpoint {checkpoint.Id} of the job '{job}' was taken by another version of it, whose operator '{question.Operator}' is not there or is another. Ask again behind the next checkpoint.")
            {
                IsTransient = true,
            };
        }

        var former = new FormerSubtask(place.Vertex, KeyGroupRange.OwnerOf(keyGroup, place.Parallelism, graph.MaxParallelism));
        using var content = await OpenAsync(former, checkpoint).ConfigureAwait(false);
        var snapshot = SubtaskSnapshot.Open(content, $"checkpoint {checkpoint.Id} of {job}/{former}");
        var restore = new OperatorRestore(
            question.Operator,
            checkpoint.Id,
            former.Index,
            place.Parallelism,
            snapshot.Operators.TryGetValue(question.Operator, out var own) ? [(snapshot.Header, own)] : []);
        var state = StateCatalog.Find(graph, question.Operator, question.State)
            .ReadableIn(restore, question.Operator, graph.Serializers, () => time.GetUtcNow().ToUnixTimeMilliseconds());
        return question
            .Read(state, KeyGroupRange.Of(former.Index, place.Parallelism, graph.MaxParallelism), graph.MaxParallelism)
            .Complete(new StateMoment(StateReading.LastCheckpoint, 0, checkpoint.Id, StateMoment.EventTime(checkpoint.Watermark)));
    }

    private async Task<ISnapshotContent> OpenAsync(FormerSubtask former, CompletedCheckpoint checkpoint)
    {
        if (checkpoint.Address is { } savepoint)
        {
            return storage.SavepointAt(savepoint).Open(former);
        }

        var criteria = new SnapshotSelectionCriteria(checkpoint.Id, DateTime.MaxValue, checkpoint.Id);
        var load = new LoadSnapshot(SubtaskAddress.PersistenceIdOf(job, former.Vertex, former.Index), criteria, checkpoint.Id);
        var what = $"checkpoint {checkpoint.Id} of {job}/{former}";
        return await AskAsync(load).ConfigureAwait(false) switch
        {
            null => throw new SnapshotException($"The snapshot store has not given {what} within {StorePatience}. Ask again.") { IsTransient = true },
            LoadSnapshotResult { Snapshot: { Snapshot: byte[] stored, Metadata.SequenceNr: var id } } when id == checkpoint.Id => storage.Open(stored, what),
            LoadSnapshotFailed { Cause: var cause } => throw new SnapshotException($"The snapshot store cannot read {what}: {cause.Message}", cause) { IsTransient = true },
            _ => throw new SnapshotException($"The snapshot store has no {what}. Ask again: a newer one may be complete.") { IsTransient = true },
        };
    }

    /// <returns>What the store says, or <see langword="null"/> where it says nothing.</returns>
    private async Task<object?> AskAsync(LoadSnapshot load)
    {
        try
        {
            return await snapshotStore.Ask<object>(load, StorePatience).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
