using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>A subtask of one attempt, whose actor is played by the simulation.</summary>
internal sealed partial class SimulatedSubtask : SimulatedEndpoint
{
    private readonly SimulatedWorld _world;
    private readonly SimulatedSupervisor _supervisor;
    private readonly string _planId;
    private readonly ExecutionPlan _plan;
    private readonly SubtaskAddress _address;
    private readonly SubtaskHeritage _heritage;
    private readonly SubtaskOptions _options;
    private readonly SnapshotSaving _saving;
    private readonly List<SimulatedWorker> _workers = [];
    private IReadOnlyDictionary<SubtaskId, SimulatedSubtask> _peers = new Dictionary<SubtaskId, SimulatedSubtask>();
    private JobGraph _graph = null!;
    private PlanVertex _vertex = null!;
    private ChannelLayout _layout = null!;
    private SnapshotGathering? _gathering;
    private Subtask? _subtask;
    private bool _isScheduled;
    private bool _isStopping;

    public SimulatedSubtask(
        SimulatedWorld world,
        SimulatedSupervisor supervisor,
        SubtaskAddress address,
        SubtaskId id,
        string planId,
        ExecutionPlan plan,
        SubtaskHeritage heritage,
        SubtaskOptions options)
        : base($"{address.Vertex}[{address.Index}]#{address.Attempt}")
    {
        _world = world;
        _supervisor = supervisor;
        _planId = planId;
        _plan = plan;
        _address = address;
        _heritage = heritage;
        _options = options;
        _saving = new SnapshotSaving(id, address.Attempt, Tell);
        Id = id;
        world.Living.Add(this);
    }

    public SubtaskId Id { get; }

    public int Attempt => _address.Attempt;

    /// <summary>When it wants to be woken.</summary>
    public DateTimeOffset? WakeAt { get; private set; }

    /// <summary>Whether its supervisor has given it up, or is gone itself.</summary>
    public bool IsOrphan { get; private set; }

    /// <summary>Whether it may have touched something outside.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether its operators are restored and its sinks settled.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Whether it has closed its connectors and ended, or was killed.</summary>
    public bool IsGone { get; private set; }

    public void Deploy() => Handle(() =>
    {
        if (!IsOpen)
        {
            Tell(new SubtaskProtocol.Arrived(Id, Attempt));
        }
    });

    /// <summary>Restores and settles.</summary>
    public void Open() => Handle(() =>
    {
        if (IsOpen)
        {
            return;
        }

        _graph = _world.Plans.Pin(_address.Job, _planId, _plan.Fingerprint)
            ?? throw new InvalidOperationException($"The process does not know the plan of the attempt {Attempt}.");
        if (!ReferenceEquals(_graph, _world.AcceptedGraph))
        {
            _world.Violated($"The attempt {Attempt} runs another plan than the one it was accepted with.");
        }

        if (_world.Living.Find(s => s.IsOpen && !s.IsOrphan && s.Attempt < Attempt) is { } former)
        {
            _world.Violated($"{this} begins beside {former}, which has not closed.");
        }

        IsOpen = true;
        _vertex = _plan.Vertices[Id.Vertex];
        _layout = new ChannelLayout(_plan, _vertex, Id.Index);
        _subtask = new Subtask(_graph, _plan, _vertex, Id.Index, this, _options);
        _gathering = new SnapshotGathering(_address, _vertex, _heritage.Places, _graph.MaxParallelism);
        foreach (var old in _gathering.Needed)
        {
            Load(old);
        }

        OpenWhenGathered();
    });

    public void Start(IReadOnlyDictionary<SubtaskId, SimulatedSubtask> peers) => Handle(() =>
    {
        _peers = peers;
        _subtask!.Start();
        Work();
    });

    public void Trigger(ChannelBarrier barrier, bool stopsSource, ReadOnlyMemory<byte> enumerator) => Handle(() =>
    {
        _subtask!.Trigger(barrier, stopsSource, enumerator);
        Work();
    });

    public void Assign(SplitAssignment assignment) => Handle(() =>
    {
        _subtask!.Assign(assignment);
        Work();
    });

    public void Align(long slowest) => Handle(() =>
    {
        _subtask!.Align(slowest);
        Work();
    });

    public void CompleteCheckpoint(long checkpointId, ObsoleteCheckpoints obsolete) => Handle(() =>
    {
        _subtask!.CompleteCheckpoint(checkpointId, () => Tell(new SubtaskProtocol.Committed(Id, Attempt, checkpointId)));
        _world.Mail.Send(this, _world.Snapshots, "delete", () => _world.Store.Delete(_address.PersistenceId, obsolete));
    });

    public void Wake()
    {
        WakeAt = null;
        Handle(Work);
    }

    /// <summary>What it reports of itself; <see langword="null"/> where it has not begun or is no more.</summary>
    public SubtaskReport? Report() => IsSettled && !IsGone && !_isStopping ? _subtask!.ReportWithTime() : null;

    /// <summary>Ends in good order: connectors are closed, what their workers have begun is done.</summary>
    public void Stop()
    {
        if (_isStopping || IsGone)
        {
            return;
        }

        _isStopping = true;
        WakeAt = null;
        try
        {
            _subtask?.Dispose();
        }
        catch (Exception e)
        {
            _world.Trace($"{this} cannot be closed: {e.Message}");
        }

        foreach (var worker in _workers)
        {
            worker.Close();
        }

        TerminateWhenClosed();
    }

    /// <summary>Its supervisor takes it for dead, but it lives.</summary>
    public void BecomeOrphan()
    {
        IsOrphan = true;
        _world.SubtaskGone();
        _world.Mail.Send(this, _supervisor, "terminated", () => _supervisor.OnTerminated(this));
    }

    /// <summary>Is gone at once, as its process is.</summary>
    public void Kill()
    {
        End();
        WakeAt = null;
        foreach (var worker in _workers)
        {
            worker.Kill();
        }

        _supervisor.Forget(this);
        _world.Mail.Send(this, _supervisor, "terminated", () => _supervisor.OnTerminated(this));
    }

    private void Handle(Action action)
    {
        if (IsGone || _isStopping)
        {
            return;
        }

        try
        {
            action();
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void Work()
    {
        if (_subtask is not null && !_isScheduled && _subtask.Run(_world.Random.Next(1, 4)))
        {
            _isScheduled = true;
            _world.Mail.Send(this, this, "continue", () => Handle(() =>
            {
                _isScheduled = false;
                Work();
            }));
        }
    }

    private void OpenWhenGathered()
    {
        if (_gathering is not { IsComplete: true } gathering)
        {
            return;
        }

        _gathering = null;
        using var closing = gathering;
        _subtask!.Open(gathering.RestoreOf, () =>
        {
            IsSettled = true;
            Tell(new SubtaskProtocol.Deployed(Id, Attempt, _subtask.RestoredSource));
        });
    }

    private void Fail(Exception cause)
    {
        // What a zombie runs into, because others have taken over what was its own, is no failure of the job.
        if (!IsOrphan && !_supervisor.IsGone)
        {
            _world.Fail(cause);
        }

        _world.Trace($"{this} fails: {cause.Message}");
        Tell(new SubtaskProtocol.Failed(Id, Attempt, cause));
        Stop();
    }

    private void TerminateWhenClosed()
    {
        if (_isStopping && !IsGone && _workers.TrueForAll(w => w.HasEnded))
        {
            End();
            _supervisor.Forget(this);
            _world.Mail.Send(this, _supervisor, "terminated", () => _supervisor.OnTerminated(this));
        }
    }

    private void End()
    {
        IsGone = true;
        _world.Living.Remove(this);
        _world.SubtaskGone();
    }

    private void Tell(object message) => _world.Mail.Send(this, _supervisor, message, () => _supervisor.Receive(this, message));
}
