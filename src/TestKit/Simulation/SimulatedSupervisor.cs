using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Graph;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>The supervisor of the job in one process, whose actor is played by the simulation.</summary>
internal sealed partial class SimulatedSupervisor : SimulatedEndpoint
{
    private static readonly JobSettings Settings = new()
    {
        CheckpointInterval = TimeSpan.FromMilliseconds(10),
        CheckpointTimeout = TimeSpan.FromSeconds(1),
        DeployTimeout = TimeSpan.FromSeconds(10),
        Restart = RestartStrategy.ExponentialDelay(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10), maxFailures: int.MaxValue),
    };

    private readonly SimulatedWorld _world;
    private readonly JobRun _run;
    private readonly Queue<(JobJournalEvent Event, Action Written)> _writes = new();
    private readonly Queue<Action> _stash = new();
    private readonly SortedDictionary<JobTimerKind, (JobTimer Timer, DateTimeOffset Due)> _timers = [];
    private readonly Dictionary<SubtaskId, SimulatedSubtask> _subtasks = [];
    private readonly List<SimulatedSubtask> _alive = [];
    private readonly HashSet<SimulatedSubtask> _watched = [];
    private JobGraph? _graph;
    private long _sequenceNr;

    public SimulatedSupervisor(SimulatedWorld world, string job)
        : base("supervisor")
    {
        _world = world;
        _run = new JobRun(job, this);
        _run.Recover(world.Store.History);
        _sequenceNr = world.Store.LastSequenceNr;
    }

    /// <summary>The end of what was submitted last, once it has one.</summary>
    public JobStatus? End { get; private set; }

    /// <summary>Whether the supervisor is dead.</summary>
    public bool IsGone { get; private set; }

    /// <summary>The subtasks it has deployed that live.</summary>
    public IReadOnlyList<SimulatedSubtask> Subtasks => _alive;

    /// <summary>The timers that run, by kind.</summary>
    public IEnumerable<(JobTimerKind Kind, DateTimeOffset Due)> Timers => _timers.Select(t => (t.Key, t.Value.Due));

    public void Submit(JobGraph graph)
    {
        End = null;
        _graph = graph;
        var submit = new JobProtocol.Submit(graph.Name, graph.Fingerprint, Settings with { ChannelCredit = _world.Options.ChannelCredit });
        _run.Submit(graph, submit, answer =>
        {
            if (answer.Rejection is { } reason)
            {
                _world.Fail(new JobFailedException(reason));
            }
        });
        _run.AwaitEnd(status => End = status);
    }

    /// <summary>Somebody asks something of the job.</summary>
    public void Request(Action<JobRun> request) => Receive(() => request(_run));

    public bool HasTimer(JobTimerKind kind) => _timers.ContainsKey(kind);

    /// <summary>Lets a timer run out, early or late.</summary>
    public void Fire(JobTimerKind kind)
    {
        if (_timers.Remove(kind, out var scheduled))
        {
            _world.AdvanceTo(scheduled.Due);
            Receive(() => _run.Elapsed(scheduled.Timer));
        }
    }

    /// <summary>A subtask has sent something.</summary>
    public void Receive(SimulatedSubtask sender, object message) => Receive(() =>
    {
        if (message is SubtaskProtocol.Arrived arrived)
        {
            OnArrived(sender, arrived);
        }
        else
        {
            _run.Receive(message);
        }
    });

    /// <summary>A subtask has terminated, or is taken for dead.</summary>
    public void OnTerminated(SimulatedSubtask subtask) => Receive(() =>
    {
        if (_watched.Remove(subtask))
        {
            _run.Terminated(subtask.Id, subtask.Attempt);
        }
    });

    /// <summary>A subtask is no more.</summary>
    public void Forget(SimulatedSubtask subtask) => _alive.Remove(subtask);

    /// <summary>The supervisor's process is gone; its subtasks, where they live, will notice.</summary>
    public void Die() => IsGone = true;

    private void Receive(Action action)
    {
        if (IsGone)
        {
            return;
        }

        if (_writes.Count > 0)
        {
            _stash.Enqueue(action);
        }
        else
        {
            action();
        }
    }

    private void OnArrived(SimulatedSubtask sender, SubtaskProtocol.Arrived arrived)
    {
        if (_run.Arrive(arrived.Id, arrived.Attempt))
        {
            _watched.Add(sender);
            _world.Mail.Send(this, sender, "open", sender.Open);
        }
        else
        {
            _world.Mail.Send(this, sender, "stop", sender.Stop);
        }
    }
}
