using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.TestKit.Simulation;

namespace AkkaStreamProc.TestKit;

/// <summary>
/// Runs a whole bounded job in one thread and virtual time, with every choice (which message is delivered next, when a
/// checkpoint begins, what fails, when everything crashes) made by a seed.
/// </summary>
/// <remarks>
/// <para>
/// It runs the very machines that production runs: the supervisor's decisions, subtasks, channels with credit,
/// alignment, snapshots in their binary form. Played by the simulation are the actors that carry them, the journal and
/// the snapshot store, and the threads of connectors, whose actions are steps as well. A failing seed replays exactly,
/// and thousands of histories take seconds: <see cref="Histories"/> runs them.
/// </para>
/// <para>
/// Sources and sinks must do all they do on the subtask or on <see cref="Operators.Execution.ISubtaskContext.Worker"/>,
/// without threads, tasks or a clock of their own, as <see cref="CollectionSource{T}"/> and
/// <see cref="CollectingSink{T}"/> do; sinks must outlive a crash, as an outside system does. A crash disposes of nothing.
/// </para>
/// <para>
/// What an asynchronous function (of <see cref="DataStream{T}.MapAsync"/> or <c>Lookup</c>) returns may be complete at once, or wait by
/// <see cref="Time"/> (<c>Task.Delay(delay, simulation.Time, token)</c>), or be completed by something else in the history.
/// Whatever it awaits goes on in the same thread, so the seed still decides all; a task that answers in another thread fails the
/// history. Behind the cancellation of its token a task of .NET does go on elsewhere, where nothing of it counts any more.
/// </para>
/// <para>
/// To replay a failure, give the seed its message names to <see cref="SimulationOptions.Seed"/>, with the same other
/// options and the same job; <see cref="SimulationOptions.Trace"/> then shows every step.
/// </para>
/// </remarks>
public sealed class JobSimulation
{
    private const int MaxSteps = 100_000;

    private static readonly SimulatedRequest[] AnyRequest = Enum.GetValues<SimulatedRequest>();

    private readonly Func<int, JobGraph> _build;
    private readonly SimulationOptions _options;
    private readonly SimulatedWorld _world;
    private readonly List<SimulatedSubtask> _orphans = [];
    private readonly ILookup<int, SimulatedRequest> _requestsAt;
    private SimulatedSupervisor _supervisor;
    private int _crashes;
    private int _requests;

    /// <summary>Prepares a simulation.</summary>
    /// <param name="build">Builds the job for a parallelism; called for each submission.</param>
    /// <param name="options">How it goes.</param>
    public JobSimulation(Func<int, JobGraph> build, SimulationOptions options)
    {
        _build = build;
        _options = options;
        _world = new SimulatedWorld(options);
        _requestsAt = options.Requests.ToLookup(r => r.Step, r => r.Request);
        _supervisor = new SimulatedSupervisor(_world, "");
    }

    /// <summary>The virtual clock of the history, for tasks of asynchronous functions that wait.</summary>
    public TimeProvider Time => _world.Time;

    /// <summary>Runs the job to its end. Once.</summary>
    /// <exception cref="SimulationFailedException">
    /// Something failed that was no simulated fault, or nothing can happen any more although the job has not ended.
    /// </exception>
    public SimulationResult Run()
    {
        // With a context of a test framework, what a task is awaited by would go on in another thread.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return RunToEnd();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private SimulationResult RunToEnd()
    {
        _world.Thread = Environment.CurrentManagedThreadId;
        BeginProcess();
        for (var steps = 0; steps < MaxSteps; steps++)
        {
            if (_world.Failure is { } failure)
            {
                throw new SimulationFailedException(_options.Seed, $"The job failed: {failure.Message}", failure);
            }

            if (_supervisor is { End: { State: JobState.Finished } end, IsGone: false })
            {
                if (_supervisor.Unanswered > 0)
                {
                    throw new SimulationFailedException(_options.Seed, $"The job has finished, and {_supervisor.Unanswered} requests have no answer.");
                }

                return new SimulationResult(
                    steps, _crashes, _world.Faults.Count, end.Attempt, end.LastCheckpoint?.Id ?? 0, end.RecordsLate);
            }

            foreach (var request in _requestsAt[steps])
            {
                Ask(request);
            }

            Step();
        }

        throw new SimulationFailedException(_options.Seed, $"The job had not ended after {MaxSteps} steps.");
    }

    private void Step()
    {
        if (_supervisor.IsGone)
        {
            BeginProcess();
            return;
        }

        if (_supervisor is { End: not null, IsSubmitting: false })
        {
            _supervisor.Submit(AnyGraph());
            return;
        }

        var chance = _world.Random.NextDouble();
        if (Falls(ref chance, _options.CrashProbability))
        {
            if (_crashes < _options.MaxCrashes)
            {
                Crash();
                return;
            }
        }
        else if (Falls(ref chance, _options.FaultProbability))
        {
            if (_world.Faults.AreLeft)
            {
                Bring(_world.Faults.Next());
                return;
            }
        }
        else if (Falls(ref chance, _options.RequestProbability))
        {
            if (_requests < _options.MaxRequests)
            {
                _requests++;
                Ask(AnyRequest[_world.Random.Next(AnyRequest.Length)]);
                return;
            }
        }
        else if (Falls(ref chance, _options.CheckpointProbability) && _supervisor.HasTimer(JobTimerKind.Checkpoint))
        {
            _supervisor.Fire(JobTimerKind.Checkpoint);
            return;
        }

        GoOn();
    }

    private static bool Falls(ref double chance, double probability)
    {
        chance -= probability;
        return chance < 0;
    }

    private void GoOn()
    {
        if (_orphans.Count > 0 && _world.Random.Next(100) == 0)
        {
            // It learns that its supervisor does not know it any more, and stops by itself.
            var orphan = _orphans[^1];
            _orphans.RemoveAt(_orphans.Count - 1);
            orphan.Stop();
        }
        else if (!_world.Mail.IsEmpty && _world.Random.Next(200) > 0)
        {
            _world.Mail.DeliverOne();
        }
        else if (!LetTimePass() && _world.Mail.IsEmpty && _orphans.Count == 0)
        {
            throw new SimulationFailedException(_options.Seed, "Nothing can happen any more, but the job has not ended.");
        }
    }

    /// <summary>
    /// Time passes up to whatever is due next. Nobody takes longer than he may while there is something to do, except as
    /// a fault, or no large job would ever come to its end.
    /// </summary>
    private bool LetTimePass()
    {
        var subtask = _supervisor.Subtasks.Concat(_orphans).Where(s => s.WakeAt is not null).MinBy(s => s.WakeAt);
        var timer = _supervisor.Timers
            .Where(t => _world.Mail.IsEmpty || t.Kind is JobTimerKind.Checkpoint or JobTimerKind.Restart)
            .Cast<(JobTimerKind Kind, DateTimeOffset Due)?>().MinBy(t => t!.Value.Due);
        if (_world.Time.NextDue is { } awaited && !(subtask?.WakeAt < awaited) && !(timer?.Due < awaited))
        {
            _world.AdvanceTo(awaited);
            return true;
        }

        if (subtask?.WakeAt is { } wakeAt && (timer is null || wakeAt <= timer.Value.Due))
        {
            _world.AdvanceTo(wakeAt);
            subtask.Wake();
            return true;
        }

        if (timer is { } due)
        {
            _supervisor.Fire(due.Kind);
            return true;
        }

        return false;
    }

    private void BeginProcess()
    {
        var graph = AnyGraph();
        // They learn by and by that their supervisor is gone.
        _orphans.AddRange(_supervisor.Subtasks);
        _supervisor = new SimulatedSupervisor(_world, graph.Name);
        _supervisor.Submit(graph);
    }

    /// <summary>The job as some process declares it: another graph each time, as no two processes share one.</summary>
    private JobGraph AnyGraph() => _build(_options.Parallelisms[_world.Random.Next(_options.Parallelisms.Count)]);

    private void Crash()
    {
        _crashes++;
        _world.Trace("everything crashes");
        foreach (var subtask in _supervisor.Subtasks.Concat(_orphans).ToList())
        {
            subtask.Kill();
        }

        _supervisor.Die();
        _orphans.Clear();
        _world.Crash();
    }

    /// <summary>Brings a fault about at once; those that need an occasion wait for it.</summary>
    private void Bring(SimulatedFaults fault)
    {
        _world.Trace($"fault: {fault}");
        switch (fault)
        {
            case SimulatedFaults.LostSubtask when AnySubtask() is { } lost && _world.Faults.Happens(fault):
                lost.Kill();
                break;
            case SimulatedFaults.Zombie when AnySubtask() is { IsSettled: true } zombie && _world.Faults.Happens(fault):
                zombie.BecomeOrphan();
                _supervisor.Forget(zombie);
                _orphans.Add(zombie);
                break;
            case SimulatedFaults.LostSupervisor when _world.Faults.Happens(fault):
                _supervisor.Die();
                break;
            case SimulatedFaults.Disturbance when _world.Faults.Happens(fault):
                _options.Disturbance!();
                break;
            case SimulatedFaults.Timeout when _world.Faults.Happens(fault):
                _supervisor.Fire(JobTimerKind.CheckpointTimeout);
                _supervisor.Fire(JobTimerKind.Deployment);
                break;
        }
    }

    private SimulatedSubtask? AnySubtask() =>
        _supervisor.Subtasks.Count > 0 ? _supervisor.Subtasks[_world.Random.Next(_supervisor.Subtasks.Count)] : null;

    private void Ask(SimulatedRequest request)
    {
        _world.Trace($"request: {request}");
        switch (request)
        {
            case SimulatedRequest.Savepoint:
                _supervisor.AskForSavepoint();
                break;
            case SimulatedRequest.TwoSavepoints:
                _supervisor.AskForSavepoint();
                _supervisor.AskForSavepoint();
                break;
            case SimulatedRequest.Stop:
                _supervisor.AskToStop();
                break;
            case SimulatedRequest.Cancel:
                _supervisor.AskToCancel();
                break;
            case SimulatedRequest.Submit:
                _supervisor.Submit(AnyGraph());
                break;
            case SimulatedRequest.SubmitTwice:
                _supervisor.Submit(AnyGraph());
                _supervisor.Submit(AnyGraph());
                break;
            case SimulatedRequest.CancelAndSubmit:
                _supervisor.AskToCancel();
                _supervisor.Submit(AnyGraph());
                break;
            case SimulatedRequest.StopAndCancel:
                _supervisor.AskToStop();
                _supervisor.AskToCancel();
                break;
            case SimulatedRequest.AwaitEnd:
                _supervisor.AskForEnd();
                break;
            case SimulatedRequest.LoseSupervisor:
                _supervisor.Die();
                break;
        }
    }
}
