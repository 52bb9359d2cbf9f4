using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Queries;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Carries messages to the <see cref="JobRun"/> of one job and its effects away: the only journalled actor.</summary>
internal sealed partial class JobSupervisor : UntypedPersistentActor, IWithTimers
{
    private const int EventsPerSnapshot = 100;

    /// <summary>How long a supervisor that is gone lets its subtasks take to close before it says how the job ended.</summary>
    public static readonly TimeSpan CloseTimeout = TimeSpan.FromMinutes(1);

    private readonly string _job;
    private readonly PlanCatalog _plans;
    private readonly IActorRef _region;
    private readonly string _role;
    private readonly string _censusName;
    private readonly CheckpointStorage _storage;
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly JobTelemetry _telemetry;
    private readonly JobRun _run;
    private readonly JobAlarms _alarms;
    private readonly IActorRef _self;
    private readonly ActorSystem _system;
    private readonly IActorRef _desk;

    /// <summary>The subtasks of the attempt that was deployed last, as they arrived.</summary>
    private readonly Dictionary<SubtaskId, IActorRef> _subtasks = [];

    private readonly Dictionary<IActorRef, (SubtaskId Id, int Attempt)> _alive = [];
    private Action<IReadOnlyList<CheckpointCondition>> _inspected = static _ => { };
    private int _deployedAttempt;
    private ExecutionPlan? _plan;

    public JobSupervisor(
        string job, PlanCatalog plans, IActorRef region, StreamProcessingSettings settings, StreamTelemetry telemetry, TimeProvider time, Random jitter)
    {
        _job = job;
        _plans = plans;
        _region = region;
        _role = settings.Role;
        _censusName = settings.CensusName;
        _storage = settings.Storage;
        _time = time;
        _jitter = jitter;
        _self = Self;
        _system = Context.System;
        _alarms = new JobAlarms(time, Self);
        _telemetry = telemetry.Begin(job);
        var states = new CheckpointStates(job, settings.Storage, SnapshotStore, time);
        _desk = Context.ActorOf(Props.Create(() => new StateDesk(job, states, time)), "state");
        _run = new JobRun(job, this);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public override string PersistenceId => $"job~{_job}";

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: JobHistory history }:
                _run.Recover(history);
                break;
            case JobJournalEvent journalled:
                _run.Recover(journalled);
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        var sender = Sender;
        switch (message)
        {
            case JobProtocol.Submit { ChecksOnly: true } check:
                sender.Tell(_run.Check(_plans.Find(_job, check.Plan, check.Fingerprint), check.Settings.RestoreFrom));
                Context.Parent.Tell(new JobProtocol.Answered(sender));
                break;
            case JobProtocol.Submit submit:
                var graph = _plans.Find(_job, submit.Plan, submit.Fingerprint);
                _run.Submit(graph, submit, answer => Answer(sender, graph, answer));
                break;
            case JobProtocol.IRequest request when _run.EndOf(request.Submission) is { } end:
                sender.Tell(request is JobProtocol.TriggerSavepoint
                    ? new Status.Failure(new JobFailedException($"The job '{_job}' ended as {end.State}; another submission has followed."))
                    : end);
                break;
            case JobProtocol.GetStatus:
                sender.Tell(_run.Status());
                break;
            case JobProtocol.ExplainTime:
                sender.Tell(_run.ExplainTime());
                break;
            case JobProtocol.AwaitEnd:
                _run.AwaitEnd(status => sender.Tell(status));
                break;
            case JobProtocol.StopWithSavepoint:
                _run.StopWithSavepoint(status => sender.Tell(status), reason => sender.Tell(Overdue(reason)));
                break;
            case JobProtocol.TriggerSavepoint:
                _run.TriggerSavepoint(
                    status => sender.Tell(status), reason => sender.Tell(new Status.Failure(new JobFailedException(reason))));
                break;
            case JobProtocol.Cancel:
                _run.Cancel(status => sender.Tell(status), reason => sender.Tell(Overdue(reason)));
                break;
            case JobProtocol.Leave:
                // What still runs ends without a word in the journal, as it would with the node; but in good order.
                _run.Abandon();
                var (system, self) = (Context.System, Self);
                _run.AwaitEnd(_ => system.Stop(self));
                break;
            case SubtaskCensus.Remaining remaining:
                OnRemaining(remaining);
                break;
            case ActorIdentity identity:
                OnIdentity(identity);
                break;
            case CensusDue:
                TakeCensus();
                break;
            case SubtaskProtocol.Arrived arrived:
                OnArrived(arrived);
                break;
            case Terminated { ActorRef: var actor } when _alive.Remove(actor, out var subtask):
                _run.Terminated(subtask.Id, subtask.Attempt);
                break;
            case CheckpointInspector.Inspected inspection:
                _inspected(inspection.Conditions);
                break;
            case Continuation continuation:
                continuation.Action();
                break;
            case JobAlarms.Due due:
                if (_alarms.TryTake(due, out var timer))
                {
                    _run.Elapsed(timer);
                }

                break;
            case SaveSnapshotSuccess { Metadata.SequenceNr: var sequenceNr }:
                // The history up to here is in the snapshot; its events and older snapshots are not needed.
                DeleteMessages(sequenceNr);
                DeleteSnapshots(new SnapshotSelectionCriteria(sequenceNr - 1));
                break;
            case DeleteSnapshotSuccess:
                Deletion.Answered();
                break;
            case DeleteSnapshotFailure:
                OnNotDeleted(message);
                Deletion.Answered();
                break;
            case DeleteSnapshotsFailure or FilesNotDeleted:
                OnNotDeleted(message);
                break;
            default:
                _run.Receive(message);
                break;
        }
    }

    /// <summary>Akka stops this actor after every failure, its own or of a write; what is told when the last subtask has closed is told from outside.</summary>
    protected override void PostStop()
    {
        _run.Abandon();
        _telemetry.End();
        _alarms.Dispose();
        var tell = _run.TakeEndAnswers();
        Task.WhenAll(_alive.Select(a => a.Key.GracefulStop(CloseTimeout, new SubtaskProtocol.Stop(a.Value.Attempt))))
            .ContinueWith(_ => tell(), TaskScheduler.Default);
        base.PostStop();
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => EndBecauseOfJournal(cause);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => EndBecauseOfJournal(cause);

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        _log.Write(_job, JobNotices.JournalUnreadable.With($"The journal of the job {_job} cannot be read"), reason);
        Context.Parent.Tell(new JobProtocol.Ending($"The journal of the job '{_job}' cannot be read: {reason.Message} Mend the store and submit the job again."));
    }

    private void EndBecauseOfJournal(Exception cause)
    {
        _log.Write(_job, JobNotices.JournalUnwritable.With($"The journal of the job {_job} cannot be written"), cause);
        Context.Parent.Tell(new JobProtocol.Ending($"The journal of the job '{_job}' cannot be written: {cause.Message} Mend the store and submit the job again."));
        _run.JournalFailed(cause);
    }

    /// <summary>The same may succeed later, without anything being changed.</summary>
    private static Status.Failure Overdue(string reason) => new(new JobFailedException(reason) { IsTransient = true });

    private void Answer(IActorRef submitter, JobGraph? graph, SubmitAnswer answer)
    {
        if (answer.Rejection is null)
        {
            _desk.Tell(new StateDesk.Completed(_run.History.Checkpoints));
            _desk.Tell(new StateDesk.Submitted(graph!, _run.Submission));
        }

        submitter.Tell(ToMessage(answer));
        Context.Parent.Tell(new JobProtocol.Answered(submitter));
    }

    private void OnArrived(SubtaskProtocol.Arrived arrived)
    {
        if (!_run.Arrive(arrived.Id, arrived.Attempt))
        {
            Sender.Tell(new SubtaskProtocol.Stop(arrived.Attempt));
            return;
        }

        Context.Watch(Sender);
        _subtasks[arrived.Id] = Sender;
        _alive[Sender] = (arrived.Id, arrived.Attempt);
        Sender.Tell(new SubtaskProtocol.Open(arrived.Attempt));
    }

    /// <summary>Something that was done beside the actor goes on in it.</summary>
    private sealed record Continuation(Action Action);

    private object ToMessage(SubmitAnswer answer) => answer.Rejection is { } reason
        ? new JobProtocol.Rejected(reason)
        : new JobProtocol.Accepted(Self, _desk, _run.Submission, answer.RestoredFrom, answer.HadFinished, answer.Discarded);
}
