using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Exchange.Transport;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Memory;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.KillPoints;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>Carries messages to a <see cref="Subtask"/> and its effects away: a sharded, persistent actor.</summary>
/// <remarks>
/// It journals nothing. Its snapshots are saved with the checkpoint id as sequence number, and it loads exactly the
/// one its entity id names. Whatever goes wrong is told to the supervisor, which ends the attempt; the actor itself
/// stops after its connectors are closed, so that its termination means that nothing of it writes any more.
/// </remarks>
internal sealed partial class SubtaskActor : UntypedPersistentActor, IWithTimers
{
    private const int TurnsPerMessage = 16;
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(500);

    private readonly SubtaskAddress _address;
    private readonly NodeServices _node;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly WorkerSet _workers;
    private readonly Alarm _alarm;
    private readonly IActorRef _self;
    private readonly ActorSystem _system;

    private SubtaskProtocol.Deploy? _deploy;
    private PlanVertex? _vertex;
    private SnapshotGathering? _gathering;
    private Subtask? _subtask;
    private SubtaskTelemetry? _measured;
    private readonly List<IDisposable> _metrics = [];
    private Peer[] _outputs = [];
    private Peer[] _inputs = [];
    private bool _isStopping;
    private CallWatch? _watch;
    private bool _isScheduled;

    public SubtaskActor(string entityId, NodeServices node)
    {
        _address = SubtaskAddress.Parse(entityId);
        _node = node;
        _self = Self;
        _system = Context.System;
        _alarm = new Alarm(node.Time, _self, Wake.Instance);
        _workers = new WorkerSet(_address.Index, cause => _self.Tell(new FailureReported(cause)));
        node.Census.Tell(new SubtaskCensus.Born(_address), _self);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public override string PersistenceId => _address.PersistenceId;

    /// <summary>Nothing: a snapshot that cannot be read must be told to the supervisor, which is known only with the deployment.</summary>
    public override Recovery Recovery { get; } = new(SnapshotSelectionCriteria.None, 0, 0);

    protected override void OnRecover(object message)
    {
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        _log.Write(_address.Job, JobNotices.SubtaskNotRecovered.With($"Recovery of {_address.EntityId} failed"), reason);

    protected override void OnCommand(object message)
    {
        if (_isStopping)
        {
            OnCommandWhileStopping(message);
            return;
        }

        _watch?.Enter();
        try
        {
            Handle(message);
        }
        catch (Exception e)
        {
            Fail(e);
        }
        finally
        {
            _watch?.Leave();
        }
    }

    protected override void PostStop()
    {
        _watch?.Dispose();
        _alarm.Dispose();
        Close();
        base.PostStop();
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case SubtaskProtocol.Deliver m:
                if (IsOfThisAttempt(m.Attempt))
                {
                    _subtask!.Deliver(m.Channel, m.Sequence, m.Element);
                    Work();
                }

                break;
            case SubtaskProtocol.Grant m:
                if (IsOfThisAttempt(m.Attempt))
                {
                    _subtask!.Grant(m.Channel, m.Credit);
                    Work();
                }

                break;
            case Continue:
                _isScheduled = false;
                Work();
                break;
            case Wake:
                Work();
                break;
            case Posted posted:
                posted.Mailbox.Add(posted.Action);
                Work();
                break;
            case FailureReported { Cause: var cause }:
                Fail(cause);
                break;
            case SubtaskProtocol.Trigger m when IsOfThisAttempt(m.Attempt):
                _subtask!.Trigger(m.Barrier, m.StopsSource, m.Enumerator);
                Work();
                break;
            case SubtaskProtocol.Assign m when IsOfThisAttempt(m.Attempt):
                _subtask!.Assign(m.Assignment);
                Work();
                break;
            case SubtaskProtocol.Align m when IsOfThisAttempt(m.Attempt):
                _subtask!.Align(m.Slowest);
                Work();
                break;
            case SubtaskProtocol.CompleteCheckpoint m when IsOfThisAttempt(m.Attempt):
                OnCheckpointCompleted(m);
                break;
            case SubtaskProtocol.ReadState m when IsOfThisAttempt(m.Attempt):
                Read(m);
                break;
            case Report:
                MeasureMemory();
                Tell(new SubtaskProtocol.Reported(_deploy!.Id, _address.Attempt, _subtask!.ReportWithTime()));
                Measure();
                break;
            case SubtaskProtocol.Deploy m:
                OnDeploy(m);
                break;
            case SubtaskProtocol.Open m when m.Attempt == _address.Attempt && _subtask is null:
                OnOpen(_deploy!);
                break;
            case SubtaskProtocol.Start m when IsOfThisAttempt(m.Attempt):
                OnStart(m);
                break;
            case SubtaskProtocol.Stop or SubtaskProtocol.HandOff:
                BeginStop();
                break;
            case Terminated t when t.ActorRef.Equals(_deploy?.Supervisor):
                BeginStop();
                break;
            default:
                OnSnapshotMessage(message);
                break;
        }
    }

    private void OnCommandWhileStopping(object message)
    {
        if (message is WorkersEnded)
        {
            Context.Stop(Self);
        }
        else if (message is SubtaskProtocol.Deliver { Element: ChannelBatch { Batch: var batch } })
        {
            batch.Return();
        }
    }

    private bool IsOfThisAttempt(int attempt) => attempt == _address.Attempt && _subtask is not null;

    private void OnDeploy(SubtaskProtocol.Deploy deploy)
    {
        if (_subtask is not null)
        {
            return;
        }

        if (_deploy is null)
        {
            _deploy = deploy;
            _saving = new SnapshotSaving(deploy.Id, _address.Attempt, Tell);
            Context.Watch(deploy.Supervisor);
        }

        // Sent for again: the supervisor has not heard of it.
        Tell(new SubtaskProtocol.Arrived(deploy.Id, _address.Attempt));
    }

    private void OnOpen(SubtaskProtocol.Deploy deploy)
    {
        var plan = deploy.Plan;
        var graph = _node.Plans.Pin(_address.Job, deploy.PlanId, plan.Fingerprint) ?? throw new StreamProcessingException(
            _node.Plans.Registered(_address.Job) is { Fingerprint: var other }
                ? $"The job '{_address.Job}' has the fingerprint {other} in this process, but was submitted with {plan.Fingerprint}. Run the same version with the same options everywhere."
                : $"The job '{_address.Job}' is not known to this process. Every process that runs a part of a job must submit or register it.");
        _vertex = plan.Vertices[deploy.Id.Vertex];
        var subtask = _subtask = new Subtask(graph, plan, _vertex, _address.Index, this, deploy.Options);
        _watch = Watch(deploy, subtask);
        _watch.Enter();
        _gathering = new SnapshotGathering(_address, _vertex, deploy.Heritage.Places, plan.MaxParallelism);
        foreach (var old in _gathering.Needed)
        {
            _loading.Enqueue(old);
        }

        LoadNext();
        OpenWhenGathered();
    }

    /// <summary>What the watch tells is told from its own thread: the subtask's is in the call.</summary>
    private CallWatch Watch(SubtaskProtocol.Deploy deploy, Subtask subtask) => new(
        _node.Time,
        deploy.Options.BlockedAfter,
        () => subtask.Progress,
        elapsed =>
        {
            var what = subtask.DescribeCall();
            deploy.Supervisor.Tell(new SubtaskProtocol.Blocked(deploy.Id, _address.Attempt, what, _node.Time.GetUtcNow() - elapsed), _self);
            Notify(_address.Vertex, JobNotices.CallBlocked.With($"A call of {what} has not returned for {elapsed.TotalSeconds:0.#} s. Until it does, no checkpoint completes, the job cannot end, and nothing else of it begins."));
        },
        () =>
        {
            deploy.Supervisor.Tell(new SubtaskProtocol.Resumed(deploy.Id, _address.Attempt), _self);
            Notify(_address.Vertex, JobNotices.CallReturned.With("The call that had not returned has returned."));
        });

    private void OpenWhenGathered()
    {
        if (_gathering is not { IsComplete: true } gathering)
        {
            return;
        }

        _gathering = null;
        using var closing = gathering;
        KillSwitch.Pass(KillPoint.SnapshotsLoaded);
        _subtask!.Open(
            gathering.RestoreOf,
            () =>
            {
                KillSwitch.Pass(KillPoint.SubtaskRestored);
                Tell(new SubtaskProtocol.Deployed(_deploy!.Id, _address.Attempt, _subtask.RestoredSource));
            });
    }

    private void OnStart(SubtaskProtocol.Start start)
    {
        var layout = new ChannelLayout(_deploy!.Plan, _vertex!, _address.Index);
        _outputs = [.. layout.Outputs.Select(o => new Peer(start.Subtasks[o.Peer], o.PeerChannel))];
        _inputs = [.. layout.Inputs.Select(i => new Peer(start.Subtasks[i.Peer], i.PeerChannel))];
        Timers.StartPeriodicTimer(nameof(Report), Report.Instance, ReportInterval, ReportInterval);
        _measured = _node.Telemetry.Begin(_address, _subtask!.Report());
        _subtask.Start();
        Work();
    }

    private void Work()
    {
        // A further message is on its way already, which keeps the mailbox fair to everything else.
        if (!_isScheduled && _subtask!.Run(TurnsPerMessage))
        {
            _isScheduled = true;
            Self.Tell(Continue.Instance);
        }
    }

    private void MeasureMemory()
    {
        if (_subtask is { } subtask)
        {
            _node.Memory.Ledger.Set(_address, subtask.MeasureMemory());
        }
    }

    private void Measure()
    {
        if (_node.Telemetry.IsListenedTo && _subtask is { } subtask)
        {
            _measured?.Take(subtask.Measure());
        }
    }

    private void Fail(Exception cause)
    {
        _node.Memory.Consider(cause, MeasureMemory);
        if (_deploy is not null)
        {
            Tell(new SubtaskProtocol.Failed(_deploy.Id, _address.Attempt, cause));
        }

        BeginStop();
    }

    private void BeginStop()
    {
        if (_isStopping)
        {
            return;
        }

        _isStopping = true;
        Timers.CancelAll();
        _alarm.Dispose();
        Close();
        _workers.Completion.ContinueWith(_ => WorkersEnded.Instance, TaskScheduler.Default).PipeTo(Self);
    }

    private void Close()
    {
        try
        {
            _subtask?.Dispose();
        }
        catch (Exception e)
        {
            _log.Write(_address.Job, JobNotices.SubtaskNotClosed.With($"Closing {_address.EntityId} failed"), e);
        }

        _subtask = null;
        _node.Memory.Ledger.Remove(_address);
        _measured?.Dispose();
        _metrics.ForEach(metric => metric.Dispose());
        _gathering?.Dispose();
        _workers.Dispose();
    }

    private void Tell(object message) => _deploy!.Supervisor.Tell(message, Self);

    private readonly record struct Peer(IActorRef Actor, int Channel);

    private sealed record Posted(OperatorMailbox Mailbox, Action Action);

    private sealed record FailureReported(Exception Cause);

    private sealed class Continue
    {
        public static readonly Continue Instance = new();
    }

    private sealed class Wake
    {
        public static readonly Wake Instance = new();
    }

    private sealed class Report
    {
        public static readonly Report Instance = new();
    }

    private sealed class WorkersEnded
    {
        public static readonly WorkersEnded Instance = new();
    }
}
