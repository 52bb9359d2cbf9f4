using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>The supervisor of the job in one process, whose actor is played by the simulation.</summary>
internal sealed partial class SimulatedSupervisor : SimulatedEndpoint
{
    private static readonly JobSettings Impatient = new()
    {
        CheckpointInterval = TimeSpan.FromMilliseconds(10),
        CheckpointTimeout = TimeSpan.FromSeconds(1),
        DeployTimeout = TimeSpan.FromSeconds(10),
        Restart = RestartStrategy.ExponentialDelay(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10), maxFailures: int.MaxValue),
    };

    private readonly JobSettings _settings;
    private readonly SimulatedWorld _world;
    private readonly JobRun _run;
    private readonly Queue<(JobJournalEvent Event, Action Written)> _writes = new();
    private readonly Queue<Action> _stash = new();
    private readonly SortedDictionary<JobTimerKind, (JobTimer Timer, DateTimeOffset Due)> _timers = [];
    private readonly Dictionary<SubtaskId, SimulatedSubtask> _subtasks = [];
    private readonly List<SimulatedSubtask> _alive = [];
    private readonly HashSet<SimulatedSubtask> _watched = [];
    private readonly List<SimulatedSubtask> _predecessors = [];
    private readonly List<SimulatedWorker> _workers = [];
    private readonly string _job;
    private Action? _predecessorsClosed;
    private long _sequenceNr;

    /// <param name="world">The surroundings.</param>
    /// <param name="job">The name of the job.</param>
    /// <param name="settings">How it runs; with checkpoints all the time, and little patience, unless given.</param>
    public SimulatedSupervisor(SimulatedWorld world, string job, JobSettings? settings = null)
        : base("supervisor")
    {
        _settings = settings ?? Impatient;
        _world = world;
        _job = job;
        _run = new JobRun(job, this);
        _run.Recover(world.Store.History);
        _sequenceNr = world.Store.LastSequenceNr;
        world.SubtaskGone = TellWhenPredecessorsClosed;
    }

    /// <summary>The end of what was submitted last, once it has one.</summary>
    public JobStatus? End { get; private set; }

    /// <summary>Whether the supervisor is dead.</summary>
    public bool IsGone { get; private set; }

    /// <summary>The subtasks it has deployed that live.</summary>
    public IReadOnlyList<SimulatedSubtask> Subtasks => _alive;

    /// <summary>The timers that run, by kind.</summary>
    public IEnumerable<(JobTimerKind Kind, DateTimeOffset Due)> Timers => _timers.Select(t => (t.Key, t.Value.Due));

    /// <summary>Requests that have no answer yet.</summary>
    public int Unanswered { get; private set; }

    /// <summary>The highest number of a checkpoint that has begun.</summary>
    public long HighestTriggered { get; private set; }

    /// <summary>Whether a submission follows the end at once, or waits for its answer.</summary>
    public bool IsSubmitting { get; private set; }

    private bool IsActive => _run.Status().State is JobState.Starting or JobState.Running or JobState.Restarting or JobState.Finishing;

    /// <summary>Somebody submits the job. Refused, it must be because it runs; accepted, nothing of what ran before may be left.</summary>
    public void Submit(JobGraph graph)
    {
        var plan = _world.Plans.Offer(graph);
        var settings = _settings with { ChannelCredit = _world.Options.ChannelCredit, ChannelBytes = _world.Options.ChannelBytes, VerifiesRecords = _world.Options.VerifiesRecords };
        var submit = new JobProtocol.Submit(graph.Name, plan, graph.Fingerprint, settings, _world.Time.GetUtcNow().AddDays(1));
        IsSubmitting = true;
        Ask((run, answered) => run.Submit(_world.Plans.Find(graph.Name, plan, graph.Fingerprint), submit, answer =>
        {
            answered();
            IsSubmitting = false;
            if (answer.Rejection is { } reason)
            {
                Verify(IsActive, $"The job was refused although it does not run: {reason}");
                _world.Plans.Withdraw(plan);
                return;
            }

            VerifyClosed("A submission was accepted");
            _world.AcceptedGraph = graph;
            End = null;
            run.AwaitEnd(status => End = status);
        }));
    }

    /// <summary>Somebody asks for a savepoint. It must be one that began after the question; a running job refuses it only where none was complete in time.</summary>
    public void AskForSavepoint() => Ask((run, answered) =>
    {
        var (wasRunning, before) = (run.Status().State == JobState.Running, HighestTriggered);
        var patience = _world.Time.GetUtcNow() + _settings.CheckpointTimeout + _settings.AnswerTimeout;
        run.TriggerSavepoint(
            savepoint =>
            {
                answered();
                Verify(savepoint.IsSavepoint && savepoint.Id > before, $"A request for a savepoint was answered by checkpoint {savepoint.Id}, but {before} had begun before it.");
            },
            reason =>
            {
                answered();
                Verify(!wasRunning || !IsActive || _world.Time.GetUtcNow() >= patience, $"A savepoint of the running job was refused: {reason}");
            });
    });

    /// <summary>The job as it is now.</summary>
    public JobStatus Status() => _run.Status();

    /// <summary>How far its time is.</summary>
    public TimeExplanation ExplainTime() => _run.ExplainTime();

    /// <summary>Has every subtask report, as they do by the clock in production.</summary>
    public void TakeReports()
    {
        foreach (var subtask in _alive.ToList())
        {
            if (subtask.Report() is { } report)
            {
                Receive(subtask, new SubtaskProtocol.Reported(subtask.Id, subtask.Attempt, report));
            }
        }
    }

    public void AskToStop() => Ask((run, answered) => run.StopWithSavepoint(status => OnEnd("A stop", status, answered)));

    public void AskToCancel() => Ask((run, answered) => run.Cancel(status => OnEnd("A cancellation", status, answered)));

    public void AskForEnd() => Ask((run, answered) => run.AwaitEnd(status => OnEnd("A question for the end", status, answered)));

    private void OnEnd(string question, JobStatus status, Action answered)
    {
        answered();
        Verify(status.State is JobState.Finished or JobState.Stopped or JobState.Cancelled or JobState.Failed, $"{question} was answered while the job was {status.State}.");
        VerifyClosed($"{question} was answered");
    }

    private void VerifyClosed(string what)
    {
        if (_world.Living.Find(s => s.IsOpen && !s.IsOrphan) is { } open)
        {
            _world.Violated($"{what} while {open} had not closed.");
        }
    }

    private void Verify(bool holds, string otherwise)
    {
        if (!holds)
        {
            _world.Violated(otherwise);
        }
    }

    private void Ask(Action<JobRun, Action> question)
    {
        Unanswered++;
        var isAnswered = false;
        Receive(() => question(_run, () =>
        {
            Verify(!isAnswered, "A request was answered twice.");
            isAnswered = true;
            Unanswered--;
        }));
    }

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

    /// <summary>Lets a timer run out before its time; the clock stands.</summary>
    public void FireNow(JobTimerKind kind)
    {
        if (_timers.Remove(kind, out var scheduled))
        {
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

    /// <summary>Looks whether those it waits for have ended.</summary>
    private void TellWhenPredecessorsClosed()
    {
        if (_predecessorsClosed is { } closed && _predecessors.TrueForAll(s => s.IsGone || s.IsOrphan))
        {
            _predecessorsClosed = null;
            _world.Mail.Send(_world.Census, this, "predecessors closed", () => Receive(closed));
        }
    }

    /// <summary>The supervisor's process is gone; its subtasks, where they live, will notice.</summary>
    public void Die()
    {
        IsGone = true;
        _workers.ForEach(worker => worker.Kill());
    }

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
