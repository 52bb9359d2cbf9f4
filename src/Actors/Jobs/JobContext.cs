using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Explanations;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Jobs.Phases;
using AkkaStreamProc.Actors.Sources;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>What the phases of a job have in common: what the journal says, who waits for what, and the surroundings.</summary>
internal sealed class JobContext
{
    private readonly Action<object> _tell;

    /// <param name="job">The name of the job.</param>
    /// <param name="environment">Carries its effects.</param>
    /// <param name="current">The phase at hand.</param>
    /// <param name="tell">Tells the phase at hand.</param>
    public JobContext(string job, IJobEnvironment environment, Func<JobPhase> current, Action<object> tell)
    {
        _tell = tell;
        Job = job;
        Environment = environment;
        Submissions = new Submissions(job);
        Overdue = new OverdueRequests(environment, current);
        Retention = new SnapshotRetention(this);
        Damage = new DamageInspection(this);
        Silence = new SilenceWatch(environment.Time);
    }

    public string Job { get; }

    public IJobEnvironment Environment { get; }

    /// <summary>What the journal says of the job.</summary>
    public JobHistory History { get; set; } = JobHistory.Empty;

    public Submissions Submissions { get; }

    public SavepointRequests Savepoints { get; } = new();

    public EndRequests Ends { get; } = new();

    public OverdueRequests Overdue { get; }

    public SnapshotRetention Retention { get; }

    public DamageInspection Damage { get; }

    /// <summary>Looks for operators that take records and emit nothing.</summary>
    public SilenceWatch Silence { get; }

    /// <summary>The last completed checkpoint as it is told: the journal has its address, and where that is depends on where this process runs.</summary>
    public CheckpointStatus? LastCheckpoint => History.Last is { Address: { } address } last
        ? last.Status with { Directory = Environment.DirectoryOf(address) }
        : History.Last?.Status;

    /// <summary>Tells the phase at hand, whichever that is by then, a message of a subtask or a <see cref="JobSignal"/>.</summary>
    public void Tell(object message) => _tell(message);

    /// <summary>The job as the journal knows it.</summary>
    public JobStatus StatusOf(JobState state, string? lastFailure) => new(
        Job,
        state,
        History.Attempt,
        LastCheckpoint,
        History.Last?.Watermark ?? long.MinValue,
        History.Last?.Operators ?? [],
        lastFailure ?? History.Cause);

    /// <summary>The job as the subtasks of an attempt have reported it.</summary>
    public JobStatus StatusOf(JobAttempt attempt, JobState state, string? lastFailure)
    {
        var reports = attempt.Reports;
        var operators = reports.Count > 0 ? JobReport.Sum(attempt.Plan, reports.Values) : History.Last?.Operators ?? [];
        return new JobStatus(Job, state, attempt.Number, LastCheckpoint, JobReport.Watermark(attempt.Subtasks, reports), operators, lastFailure)
        {
            Blocked = attempt.DescribeBlocked(Environment.Time.GetUtcNow()),
            Memory = JobReport.Memory(attempt.Plan, reports.Values),
            Tables = TableReport.Of(attempt),
        };
    }
}
