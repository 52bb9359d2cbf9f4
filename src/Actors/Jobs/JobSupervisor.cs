using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Graph;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Runs one job: deploys its subtasks, triggers its checkpoints, decides on its failures, and journals what must not be forgotten.</summary>
/// <remarks>
/// <para>
/// The only journalled actor. Its events are the commit points of the whole job: nobody acts on a checkpoint before
/// <see cref="CheckpointCompleted"/> is written, and no id is used before it is reserved by
/// <see cref="AttemptStarted"/> or <see cref="CheckpointIdsReserved"/>.
/// </para>
/// <para>
/// Attempts follow each other strictly: the next begins after every subtask of the last has terminated, connectors
/// closed, so that two attempts never write to the same sink.
/// </para>
/// </remarks>
internal sealed partial class JobSupervisor : UntypedPersistentActor, IWithTimers
{
    private const int ReservedIds = 100;
    private const int EventsPerSnapshot = 100;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromMinutes(1);

    private readonly string _job;
    private readonly Func<string, JobGraph?> _graphOf;
    private readonly IActorRef _region;
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<IActorRef> _awaitingEnd = [];

    private JobHistory _history = JobHistory.Empty;
    private JobGraph? _graph;
    private JobSettings _settings = new();
    private JobState _state = JobState.Cancelled;
    private JobAttempt? _attempt;
    private JobStatus? _lastStatus;
    private string? _lastFailure;
    private long _nextCheckpointId;
    private int _failuresInRow;

    public JobSupervisor(string job, Func<string, JobGraph?> graphOf, IActorRef region, TimeProvider time, Random jitter)
    {
        _job = job;
        _graphOf = graphOf;
        _region = region;
        _time = time;
        _jitter = jitter;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public override string PersistenceId => $"job~{_job}";

    private bool IsActive => _state is JobState.Starting or JobState.Running or JobState.Restarting or JobState.Finishing;

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: JobHistory history }:
                _history = history;
                break;
            case JobJournalEvent journalled:
                _history = _history.Apply(journalled);
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case JobProtocol.Submit submit:
                OnSubmit(submit);
                break;
            case JobProtocol.GetStatus:
                Sender.Tell(Status());
                break;
            case JobProtocol.AwaitEnd:
                AwaitEnd(Sender);
                break;
            case JobProtocol.StopWithSavepoint:
                OnStopWithSavepoint();
                break;
            case JobProtocol.TriggerSavepoint:
                OnTriggerSavepoint();
                break;
            case JobProtocol.Cancel:
                OnCancel();
                break;
            case SaveSnapshotSuccess { Metadata.SequenceNr: var sequenceNr }:
                // The history up to here is in the snapshot; its events and older snapshots are not needed.
                DeleteMessages(sequenceNr);
                DeleteSnapshots(new SnapshotSelectionCriteria(sequenceNr - 1));
                break;
            case DeleteSnapshotFailure or DeleteSnapshotsFailure:
                OnNotDeleted(message);
                break;
            default:
                OnAttemptMessage(message);
                break;
        }
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        EndBecauseOfJournal(cause);
        TellEndAfterwards();
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => EndBecauseOfJournal(cause);

    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        _log.Error(reason, "The journal of the job {0} cannot be read", _job);

    /// <summary>Writes an event; the history contains it when <paramref name="then"/> runs.</summary>
    private void Write(JobJournalEvent journalled, Action then) => Persist(journalled, written =>
    {
        _history = _history.Apply(written);
        if (LastSequenceNr % EventsPerSnapshot == 0)
        {
            SaveSnapshot(_history);
        }

        then();
    });

    /// <summary>Without its journal a supervisor can promise nothing any more: everybody who waits learns it, and the actor stops.</summary>
    private void EndBecauseOfJournal(Exception cause)
    {
        _lastFailure = $"The journal of the job cannot be written: {cause.Message}. Mend the store and submit the job again; it continues from the last checkpoint.";
        _log.Error(cause, "The journal of the job {0} cannot be written", _job);
        StopSubtasks();
        ReachEnd(JobState.Failed);
    }

    /// <summary>Akka stops this actor after a failed write, so what is told when the last subtask has closed is told from outside.</summary>
    private void TellEndAfterwards()
    {
        if (_attempt is not { } attempt)
        {
            return;
        }

        var (status, waiting) = (_lastStatus!, _awaitingEnd.ToList());
        var stop = new SubtaskProtocol.Stop(attempt.Number);
        Task.WhenAll(attempt.Alive.Select(subtask => subtask.GracefulStop(CloseTimeout, stop)))
            .ContinueWith(_ => waiting.ForEach(who => who.Tell(status)), TaskScheduler.Default);
    }

    private void Announce(string message)
    {
        _log.Info("{0}: {1}", _job, message);
        Context.System.EventStream.Publish(new JobEvent(_time.GetUtcNow(), _job, "", message));
    }

    private JobStatus Status()
    {
        if (_attempt is null || _graph is null)
        {
            return _lastStatus ?? new JobStatus(
                _job,
                _state,
                _history.Attempt,
                _history.Last?.Status,
                _history.Last?.Watermark ?? long.MinValue,
                _history.Last?.Operators ?? [],
                _lastFailure ?? _history.Cause);
        }

        var reports = _attempt.Reports;
        var operators = reports.Count > 0 ? JobReport.Sum(_graph, reports.Values) : _history.Last?.Operators ?? [];
        return new JobStatus(
            _job, _state, _attempt.Number, _history.Last?.Status, JobReport.Watermark(_attempt.Subtasks, reports), operators, _lastFailure);
    }
}
