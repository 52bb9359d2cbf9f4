using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>The subtasks of an attempt are deployed, restore their state and settle their sinks; when all have, all start.</summary>
internal sealed class StartingPhase(
    JobContext context, SubmittedJob job, JobAttempt attempt, AttemptCheckpoints checkpoints, JobLife life)
    : AttemptPhase(context, JobState.Starting, job, attempt, checkpoints)
{
    /// <summary>
    /// How long a subtask may take to arrive. A message through a shard region is delivered at most once, and a subtask that is
    /// killed before it has arrived is watched by nobody.
    /// </summary>
    private static readonly TimeSpan ArrivalPatience = TimeSpan.FromSeconds(3);

    public override Transition Begin()
    {
        var (number, restoredFrom) = (Attempt.Number, Attempt.RestoredFrom);
        Environment.Announce(JobNotices.AttemptBegins.With(restoredFrom is null ? $"Attempt {number} starts from nothing." : $"Attempt {number} continues from checkpoint {restoredFrom.Id}."));
        Deploy(Attempt.Subtasks);
        ScheduleTimeout();
        return Transition.Stay;
    }

    public override bool Arrive(SubtaskId subtask)
    {
        Attempt.Alive.Add(subtask);
        if (Attempt.Alive.Count == Attempt.Subtasks.Count)
        {
            Environment.Cancel(JobTimerKind.Arrival);
        }

        return true;
    }

    public override Transition Receive(object message)
    {
        switch (message)
        {
            case SubtaskProtocol.Deployed m:
                OnDeployed(m);
                return Transition.Stay;
            case SubtaskProtocol.Opened m when Attempt.Open(m.Id):
                return OnOpen();
            case SubtaskProtocol.Opened:
                if (Attempt.AreSourcesOpen)
                {
                    // Sources may wait for their systems; the others for nothing but each other.
                    ScheduleTimeout();
                }

                return Transition.Stay;
            default:
                return base.Receive(message);
        }
    }

    public override Transition Elapsed(JobTimer timer)
    {
        if (timer.Kind == JobTimerKind.Arrival)
        {
            Deploy(Attempt.Subtasks.Where(id => !Attempt.Alive.Contains(id)));
        }

        return timer.Kind == JobTimerKind.Deployment && Attempt.Awaited is { Count: > 0 } awaited
            ? Fail(new StreamProcessingException(
                $"{awaited.Count} of {Attempt.Subtasks.Count} subtasks were not ready after {Settings.DeployTimeout}; the first is {Attempt.Describe(Attempt.Subtasks.First(awaited.Contains))}.")
            {
                IsTransient = true,
            })
            : Transition.Stay;
    }

    protected override string AwaitedOf(JobAttempt attempt) => $"{attempt.Describe(attempt.Awaited)} to open";

    private void Deploy(IEnumerable<SubtaskId> subtasks)
    {
        var (plan, number, restoredFrom, history) = (Attempt.Plan, Attempt.Number, Attempt.RestoredFrom, Context.History);
        var options = new SubtaskOptions(
            Settings.ChannelCredit, Settings.FlushInterval, Settings.WatermarkInterval, Settings.BlockedAfter, Settings.VerifiesRecords, Settings.ChannelBytes);
        foreach (var id in subtasks)
        {
            var vertex = plan.Vertices[id.Vertex];
            var address = new SubtaskAddress(Context.Job, vertex.Name, id.Index, number, restoredFrom?.Id ?? 0);
            var heritage = new SubtaskHeritage(life, CheckpointPlaces.For(vertex, restoredFrom, Job.Graph, Settings), history.Branch!.Value, restoredFrom?.Address, history.HighestParallelism);
            Environment.Deploy(address, id, Job.PlanId, plan, heritage, options);
        }

        Environment.Schedule(new JobTimer(JobTimerKind.Arrival, Attempt.Number), ArrivalPatience);
    }

    private void OnDeployed(SubtaskProtocol.Deployed deployed)
    {
        if (deployed.Source is { } stored)
        {
            Attempt.SourceCoordinators.Restore(deployed.Id, stored);
        }

        if (Attempt.Deploy(deployed.Id))
        {
            KillSwitch.Pass(KillPoint.AttemptRestored);
            Environment.Telemetry?.AttemptRestored();
            Environment.Cancel(JobTimerKind.Deployment);
            Environment.Start(Attempt.Number);
            Attempt.SourceCoordinators.Start();
        }
    }

    private Transition.To OnOpen()
    {
        Environment.Cancel(JobTimerKind.Deployment);
        Environment.Announce(JobNotices.JobRuns.With("The job is running."));
        Environment.Telemetry?.AttemptRuns();
        KillSwitch.Pass(KillPoint.JobRunning);
        Environment.Schedule(new JobTimer(JobTimerKind.Checkpoint, Attempt.Number), Settings.CheckpointInterval);
        return new Transition.To(Job.IsToStop
            ? new StoppingPhase(Context, Job, Attempt, Checkpoints)
            : new RunningPhase(Context, Job, Attempt, Checkpoints));
    }

    private void ScheduleTimeout() => Environment.Schedule(new JobTimer(JobTimerKind.Deployment, Attempt.Number), Settings.DeployTimeout);
}
