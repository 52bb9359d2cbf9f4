using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Graph;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>A subtask of one attempt, whose actor is played by the simulation.</summary>
internal sealed partial class SimulatedSubtask : SimulatedEndpoint
{
    private readonly SimulatedWorld _world;
    private readonly SimulatedSupervisor _supervisor;
    private readonly JobGraph _graph;
    private readonly Vertex _vertex;
    private readonly SubtaskAddress _address;
    private readonly int _oldParallelism;
    private readonly IReadOnlyDictionary<string, int> _highestParallelism;
    private readonly SubtaskOptions _options;
    private readonly ChannelLayout _layout;
    private readonly SnapshotSaving _saving;
    private readonly List<SimulatedWorker> _workers = [];
    private IReadOnlyDictionary<SubtaskId, SimulatedSubtask> _peers = new Dictionary<SubtaskId, SimulatedSubtask>();
    private SnapshotGathering? _gathering;
    private Subtask? _subtask;
    private bool _isScheduled;
    private bool _isStopping;

    public SimulatedSubtask(
        SimulatedWorld world,
        SimulatedSupervisor supervisor,
        JobGraph graph,
        SubtaskAddress address,
        SubtaskId id,
        int oldParallelism,
        IReadOnlyDictionary<string, int> highestParallelism,
        SubtaskOptions options)
        : base($"{address.Vertex}[{address.Index}]#{address.Attempt}")
    {
        _world = world;
        _supervisor = supervisor;
        _graph = graph;
        _vertex = graph.Vertices[id.Vertex];
        _address = address;
        _oldParallelism = oldParallelism;
        _highestParallelism = highestParallelism;
        _options = options;
        _layout = new ChannelLayout(graph, _vertex, id.Index);
        _saving = new SnapshotSaving(id, address.Attempt, Tell);
        Id = id;
    }

    public SubtaskId Id { get; }

    public int Attempt => _address.Attempt;

    /// <summary>When it wants to be woken.</summary>
    public DateTimeOffset? WakeAt { get; private set; }

    /// <summary>Whether its supervisor has given it up, or is gone itself.</summary>
    public bool IsOrphan { get; private set; }

    /// <summary>Whether its operators are restored and its sinks settled.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Whether it has closed its connectors and ended, or was killed.</summary>
    public bool IsGone { get; private set; }

    public void Deploy() => Handle(() => Tell(new SubtaskProtocol.Arrived(Id, Attempt)));

    /// <summary>Restores and settles.</summary>
    public void Open() => Handle(() =>
    {
        _subtask = new Subtask(_graph, _vertex, Id.Index, this, _options);
        _gathering = new SnapshotGathering(
            _address,
            _vertex.Parallelism,
            _oldParallelism,
            _vertex.IsSource || _vertex.Operators.Any(o => o is SinkNode),
            _graph.MaxParallelism);
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

    public void Trigger(long checkpointId, bool stopsSource) => Handle(() =>
    {
        _subtask!.Trigger(checkpointId, stopsSource);
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

    /// <summary>Ends in good order: connectors are closed, what their workers have begun is done.</summary>
    public void Stop()
    {
        if (_isStopping || IsGone)
        {
            return;
        }

        _isStopping = true;
        WakeAt = null;
        _subtask?.Dispose();
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
        _world.Mail.Send(this, _supervisor, "terminated", () => _supervisor.OnTerminated(this));
    }

    /// <summary>Is gone at once, as its process is.</summary>
    public void Kill()
    {
        IsGone = true;
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
        _subtask!.Open(name => gathering.RestoreOf(name, _vertex.Parallelism), () =>
        {
            IsSettled = true;
            Tell(new SubtaskProtocol.Deployed(Id, Attempt));
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
            IsGone = true;
            _supervisor.Forget(this);
            _world.Mail.Send(this, _supervisor, "terminated", () => _supervisor.OnTerminated(this));
        }
    }

    private void Tell(object message) => _world.Mail.Send(this, _supervisor, message, () => _supervisor.Receive(this, message));
}
