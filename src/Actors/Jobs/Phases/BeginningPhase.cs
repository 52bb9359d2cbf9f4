using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Sources;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>The next attempt is journalled, with its plan and the checkpoint ids it may use.</summary>
/// <param name="context">What the job has besides.</param>
/// <param name="job">What runs.</param>
/// <param name="last">The attempt before it under the same submission, all of whose subtasks are closed.</param>
internal sealed class BeginningPhase(JobContext context, SubmittedJob job, JobAttempt? last) : ActivePhase(context, JobState.Starting, job)
{
    public override JobAttempt? Attempt => last;

    public override Transition Begin()
    {
        var history = Context.History;
        var number = history.Attempt + 1;
        var firstCheckpointId = history.ReservedUpTo + 1;
        Environment.Telemetry?.AttemptBegan(number, history.Last?.Id, isRestart: last is not null);
        Context.Retention.ExpectLeftovers();
        return new Transition.Write(
            new AttemptStarted(number, history.Last?.Id ?? 0, history.ReservedUpTo + AttemptCheckpoints.ReservedIds, Plan: Job.Graph.Plan),
            () =>
            {
                KillSwitch.Pass(KillPoint.AttemptJournalled);
                return Deploy(number, firstCheckpointId);
            });
    }

    private Transition.To Deploy(int number, long firstCheckpointId)
    {
        var history = Context.History;
        var plan = history.Plan!;
        var life = new JobLife(history.Life!.Value, Environment.NewIdentity(), history.DiscardedLives, history.ForgottenUpTo);
        var attempt = new JobAttempt(plan, number, history.Last, Environment.Time.GetTimestamp())
        {
            Alignment = new SourceAlignment(Job.Graph, plan, (source, slowest) => Environment.Align(source, number, slowest)),
            SourceCoordinators = new AttemptSources(
                Job.Graph,
                plan,
                number,
                life,
                Environment,
                () => Context.Tell(new JobSignal.EnumeratorWantsCheckpoint(number)),
                cause => Context.Tell(new JobSignal.EnumeratorFailed(number, cause))),
        };
        return new Transition.To(new StartingPhase(Context, Job, attempt, new AttemptCheckpoints(Context, Job.Graph, Settings, attempt, firstCheckpointId), life));
    }
}
