using System.Text.Json.Serialization;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Jobs.Journal;

/// <summary>What the supervisor of a job journals: the only events that are.</summary>
internal abstract record JobJournalEvent;

/// <summary>A job was submitted for the first time, or with another shape after its state was discarded.</summary>
/// <param name="Fingerprint">Of the job.</param>
/// <param name="Shape">What the fingerprint is taken of.</param>
/// <param name="MaxParallelism">The number of key groups.</param>
/// <param name="Life">The life of the job that begins, or goes on; missing in journals of earlier versions.</param>
internal sealed record JobSubmitted(string Fingerprint, string Shape, int MaxParallelism, Guid? Life = null) : JobJournalEvent;

/// <summary>Everything the job had was discarded on request; ids and attempts go on counting.</summary>
internal sealed record JobDiscarded(DateTimeOffset At) : JobJournalEvent;

/// <summary>An attempt begins. It may use checkpoint ids up to <paramref name="ReservedUpTo"/>, and no later attempt will.</summary>
/// <param name="Attempt">Its number.</param>
/// <param name="RestoredFrom">The checkpoint it continues from, or 0.</param>
/// <param name="ReservedUpTo">The last checkpoint id it may use.</param>
/// <param name="Parallelism">In journals of earlier versions: how many subtasks run each operator, by name.</param>
/// <param name="Plan">How it runs; missing in journals of earlier versions.</param>
internal sealed record AttemptStarted(
    int Attempt, long RestoredFrom, long ReservedUpTo, IReadOnlyDictionary<string, int>? Parallelism = null, ExecutionPlan? Plan = null)
    : JobJournalEvent
{
    /// <summary>How many subtasks run each operator, by name.</summary>
    public IEnumerable<KeyValuePair<string, int>> ParallelismOfOperators() =>
        Plan?.Vertices.SelectMany(v => v.Operators.Select(o => KeyValuePair.Create(o.Name, v.Parallelism))) ?? Parallelism ?? new Dictionary<string, int>();
}

/// <summary>The attempt needs more checkpoint ids.</summary>
internal sealed record CheckpointIdsReserved(long ReservedUpTo) : JobJournalEvent;

/// <summary>A checkpoint is complete. This event is the commit point.</summary>
internal sealed record CheckpointCompleted(CompletedCheckpoint Checkpoint) : JobJournalEvent;

/// <summary>A submission continues from an earlier checkpoint than the last; later ones are forgotten.</summary>
/// <param name="CheckpointId">The checkpoint.</param>
/// <param name="At">When.</param>
/// <param name="Address">Where it lies, if not where the journal has it.</param>
internal sealed record CheckpointChosen(
    long CheckpointId, DateTimeOffset At, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Address = null) : JobJournalEvent;

/// <summary>A job is submitted that continues from a savepoint in a directory, with the life of the job that took it.</summary>
/// <param name="Fingerprint">Of the job.</param>
/// <param name="Shape">What the fingerprint is taken of.</param>
/// <param name="MaxParallelism">The number of key groups.</param>
/// <param name="Checkpoint">The savepoint; its address is the directory.</param>
/// <param name="Life">The life of the job.</param>
/// <param name="Branch">Names the folders of its checkpoints from now on, as others may go on with the same life.</param>
/// <param name="HighestParallelism">The most subtasks any attempt of that life had for an operator, by name.</param>
/// <param name="ReservedUpTo">The last checkpoint id that was, or may have been, used in that life.</param>
/// <param name="ForgottenUpTo">The last checkpoint of that life whose output may be repeated; 0 where none may.</param>
/// <param name="At">When.</param>
internal sealed record CheckpointImported(
    string Fingerprint,
    string Shape,
    int MaxParallelism,
    CompletedCheckpoint Checkpoint,
    Guid Life,
    Guid Branch,
    IReadOnlyDictionary<string, int> HighestParallelism,
    long ReservedUpTo,
    long ForgottenUpTo,
    DateTimeOffset At)
    : JobJournalEvent;

/// <summary>The job has come to an end, and every sink had confirmed where the end promises it.</summary>
internal sealed record JobEnded(JobState State, string? Cause, DateTimeOffset At) : JobJournalEvent;
