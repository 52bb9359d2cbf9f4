using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Jobs.Journal;

/// <summary>What the journal says of a job: the fold of its events.</summary>
/// <remarks>Immutable and pure. Also the snapshot that keeps the journal short.</remarks>
internal sealed record JobHistory
{
    public static JobHistory Empty { get; } = new();

    /// <summary>The fingerprint of the job as it was submitted, or <see langword="null"/> where it never was.</summary>
    public string? Fingerprint { get; init; }

    public string Shape { get; init; } = "";

    public int MaxParallelism { get; init; }

    /// <summary>The life of the job, or <see langword="null"/> where it has none yet.</summary>
    public Guid? Life { get; init; }

    /// <summary>Names the folders of this store's checkpoints of the life: the life itself, unless it was taken up from a savepoint.</summary>
    public Guid? Branch { get => field ?? Life; init; }

    /// <summary>The lives that were discarded, last ones last.</summary>
    public IReadOnlyList<Guid> DiscardedLives { get; init; } = [];

    /// <summary>The last checkpoint that was forgotten when a submission chose an earlier one; 0 where none was.</summary>
    public long ForgottenUpTo { get; init; }

    /// <summary>The number of the last attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>How the last attempt runs, or ran.</summary>
    public ExecutionPlan? Plan { get; init; }

    /// <summary>The last checkpoint id that some attempt may have used.</summary>
    public long ReservedUpTo { get; init; }

    /// <summary>
    /// The most subtasks any attempt had for an operator, by name. Kept when the job is discarded: what those subtasks
    /// left outside is still there.
    /// </summary>
    public IReadOnlyDictionary<string, int> HighestParallelism { get; init; } = new Dictionary<string, int>();

    /// <summary>The completed checkpoints, oldest first; trimmed by <see cref="Retain"/>.</summary>
    public IReadOnlyList<CompletedCheckpoint> Checkpoints { get; init; } = [];

    /// <summary>How the job ended, or <see langword="null"/> while it has not.</summary>
    public JobState? End { get; init; }

    public string? Cause { get; init; }

    /// <summary>The checkpoint to continue from, or <see langword="null"/> for a start from nothing.</summary>
    public CompletedCheckpoint? Last => Checkpoints.Count > 0 ? Checkpoints[^1] : null;

    public JobHistory Apply(JobJournalEvent journalled) => journalled switch
    {
        JobSubmitted e => this with { Fingerprint = e.Fingerprint, Shape = e.Shape, MaxParallelism = e.MaxParallelism, Life = e.Life ?? Life },
        JobDiscarded => Empty with
        {
            Attempt = Attempt,
            ReservedUpTo = ReservedUpTo,
            HighestParallelism = HighestParallelism,
            DiscardedLives = Life is { } life ? [.. DiscardedLives, life] : DiscardedLives,
        },
        AttemptStarted e => this with
        {
            Attempt = e.Attempt,
            ReservedUpTo = e.ReservedUpTo,
            HighestParallelism = Highest(e.ParallelismOfOperators()),
            Plan = e.Plan,
            End = null,
            Cause = null,
        },
        CheckpointIdsReserved e => this with { ReservedUpTo = e.ReservedUpTo },
        CheckpointCompleted e => this with { Checkpoints = [.. Checkpoints, e.Checkpoint] },
        CheckpointChosen e => this with
        {
            Checkpoints = [.. Checkpoints.Where(c => c.Id <= e.CheckpointId).Select(c => c.Id == e.CheckpointId && e.Address is not null ? c with { Address = e.Address } : c)],
            ForgottenUpTo = Math.Max(ForgottenUpTo, Last?.Id ?? 0),
            End = null,
            Cause = null,
        },
        CheckpointImported e => this with
        {
            Fingerprint = e.Fingerprint,
            Shape = e.Shape,
            MaxParallelism = e.MaxParallelism,
            Life = e.Life,
            Branch = e.Branch,
            End = null,
            Cause = null,
            DiscardedLives = [.. DiscardedLives.Where(life => life != e.Life)],
            Checkpoints = [e.Checkpoint],
            ReservedUpTo = Math.Max(ReservedUpTo, e.ReservedUpTo),
            ForgottenUpTo = Math.Max(ForgottenUpTo, e.ForgottenUpTo),
            HighestParallelism = Highest(e.HighestParallelism),
        },
        JobEnded e => this with { End = e.State, Cause = e.Cause },
        _ => throw new InvalidOperationException($"The journal of a job holds an unknown event: {journalled}."),
    };

    /// <summary>The history without the checkpoints that need not be kept.</summary>
    public JobHistory Retain(int count) => this with { Checkpoints = CheckpointRetention.Keep(Checkpoints, count) };

    private Dictionary<string, int> Highest(IEnumerable<KeyValuePair<string, int>> parallelism) =>
        HighestParallelism.Concat(parallelism).GroupBy(p => p.Key).ToDictionary(p => p.Key, p => p.Max(o => o.Value));
}
