using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>One job as its supervisor runs it: attempts, checkpoints, failures and the end, and what is journalled of them.</summary>
/// <remarks>
/// <para>
/// Plain and single-threaded: it knows no actor and no clock of its own, so a simulation runs exactly what production
/// runs. The events it writes are the commit points of the whole job: nobody acts on a checkpoint before
/// <see cref="CheckpointCompleted"/> is written, and no id is used before it is reserved by
/// <see cref="AttemptStarted"/> or <see cref="CheckpointIdsReserved"/>.
/// </para>
/// <para>
/// Attempts follow each other strictly: the next begins after every subtask of the last has terminated, connectors
/// closed, so that two attempts never write to the same sink. That holds across failures, submissions and supervisors.
/// </para>
/// </remarks>
internal sealed partial class JobRun(string job, IJobEnvironment environment)
{
    private const int ReservedIds = 100;

    private readonly List<Action<JobStatus>> _awaitingEnd = [];

    /// <summary>What the submission at hand runs, until another is accepted; <c>_planId</c> is its number in the catalog.</summary>
    private JobGraph? _graph;
    private string _planId = "";
    private JobSettings _settings = new();
    private JobState _state = JobState.Cancelled;
    private JobAttempt? _attempt;
    private JobStatus? _lastStatus;
    private string? _lastFailure;
    private long _nextCheckpointId;
    private int _failuresInRow;

    /// <summary>What the journal says of the job.</summary>
    public JobHistory History { get; private set; } = JobHistory.Empty;

    private bool IsActive => _state is JobState.Starting or JobState.Running or JobState.Restarting or JobState.Finishing;

    /// <summary>Takes the history as a snapshot of the journal has it.</summary>
    public void Recover(JobHistory history) => History = history;

    /// <summary>Takes an event the journal has.</summary>
    public void Recover(JobJournalEvent journalled) => History = History.Apply(journalled);

    /// <summary>Takes what a subtask tells; something of another attempt changes nothing.</summary>
    /// <returns>Whether it was a message of a subtask.</returns>
    public bool Receive(object message) => ReceiveOfAttempt(message) || ReceiveOfCheckpoint(message);

    /// <summary>A timer has run out; one of another attempt changes nothing.</summary>
    public void Elapsed(JobTimer timer)
    {
        switch (timer.Kind)
        {
            case JobTimerKind.Deployment when IsCurrent(timer.Attempt):
                OnDeploymentTimedOut();
                break;
            case JobTimerKind.Answer:
                OnAnswerDue();
                break;
            case JobTimerKind.Restart when _state == JobState.Restarting && _attempt?.Number == timer.Attempt:
                BeginAttempt();
                break;
            case JobTimerKind.Checkpoint when IsCurrent(timer.Attempt):
                TriggerWhenPossible();
                break;
            case JobTimerKind.CheckpointTimeout when IsCurrent(timer.Attempt):
                OnCheckpointTimedOut(timer.CheckpointId);
                break;
        }
    }

    /// <summary>Without its journal the run can promise nothing any more: it ends, and everybody who waits learns it.</summary>
    public void JournalFailed(Exception cause)
    {
        var reason = JournalConflict.IsOne(cause)
            ? $"Another process runs the job '{job}' on the same store and has written to its journal. Only one may, so this one ends; end the other, or give this one another store."
            : $"The journal of the job cannot be written: {cause.Message}. Mend the store and submit the job again; it continues from the last checkpoint.";
        RejectWaiting(reason);
        FailForGood(reason);
    }

    /// <summary>The supervisor goes, whatever for: a job it still runs ends, and everybody who waits learns it.</summary>
    public void Abandon()
    {
        const string Reason = "The supervisor of the job was stopped; the log may say why. Submit the job again; it continues from the last checkpoint.";
        RejectWaiting(Reason);
        if (IsActive)
        {
            FailForGood(Reason);
        }
    }

    public JobStatus Status()
    {
        if (_attempt is null)
        {
            return _lastStatus ?? new JobStatus(
                job,
                _state,
                History.Attempt,
                StatusOf(History.Last),
                History.Last?.Watermark ?? long.MinValue,
                History.Last?.Operators ?? [],
                _lastFailure ?? History.Cause);
        }

        var reports = _attempt.Reports;
        var operators = reports.Count > 0 ? JobReport.Sum(_attempt.Plan, reports.Values) : History.Last?.Operators ?? [];
        return new JobStatus(
            job, _state, _attempt.Number, StatusOf(History.Last), JobReport.Watermark(_attempt.Subtasks, reports), operators, _lastFailure)
        {
            Blocked = DescribeBlocked(),
        };
    }

    /// <summary>A checkpoint as it is told: the journal has its address, and where that is depends on where this process runs.</summary>
    private CheckpointStatus? StatusOf(CompletedCheckpoint? checkpoint) => checkpoint is { Address: { } address }
        ? checkpoint.Status with { Directory = environment.DirectoryOf(address) }
        : checkpoint?.Status;

    /// <summary>Ends without a word in the journal, which is not to be had.</summary>
    private void FailForGood(string failure)
    {
        _lastFailure = failure;
        StopSubtasks();
        ReachEnd(JobState.Failed);
    }

    /// <summary>Writes an event; the history contains it when <paramref name="then"/> runs.</summary>
    private void Write(JobJournalEvent journalled, Action then) => environment.Write(journalled, () =>
    {
        Recover(journalled);
        then();
    });

    /// <summary>Whether something is of the attempt that runs. One that has failed has nothing more to say, though it is not yet closed.</summary>
    private bool IsCurrent(int attempt) =>
        _state is JobState.Starting or JobState.Running or JobState.Finishing && _attempt?.Number == attempt;
}
