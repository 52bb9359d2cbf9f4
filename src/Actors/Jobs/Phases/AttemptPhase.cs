using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>An attempt is under way: what its subtasks tell counts, and its failure is followed by the next attempt or the end.</summary>
internal abstract class AttemptPhase(
    JobContext context, JobState state, SubmittedJob job, JobAttempt attempt, AttemptCheckpoints checkpoints) : ActivePhase(context, state, job)
{
    public sealed override JobAttempt Attempt => attempt;

    protected AttemptCheckpoints Checkpoints => checkpoints;

    public override Transition Terminated(SubtaskId subtask) =>
        Fail(new StreamProcessingException($"The subtask {attempt.Describe(subtask)} was lost.") { IsTransient = true });

    public override Transition Receive(object message)
    {
        switch (message)
        {
            case SubtaskProtocol.SplitFinished m:
                attempt.SourceCoordinators.OnFinished(m.Id, m.Split);
                return Transition.Stay;
            case SubtaskProtocol.TableLoaded m:
                attempt.SourceCoordinators.Tables.Take(m.Id);
                return Transition.Stay;
            case SubtaskProtocol.TimeTold m:
                attempt.Alignment?.Take(m.Id, m.Lowest, m.Awaited);
                return Transition.Stay;
            case SubtaskProtocol.Reported m:
                attempt.Reports[m.Id] = m.Report;
                attempt.Times.Take(m.Id, m.Report, Environment.Time.GetUtcNow());
                Warn();
                return Transition.Stay;
            case SubtaskProtocol.Ended m:
                return attempt.End(m.Id) ? new Transition.To(new FinishingPhase(Context, Job, attempt, checkpoints)) : Transition.Stay;
            case SubtaskProtocol.CheckpointRequested or JobSignal.EnumeratorWantsCheckpoint:
                checkpoints.IsWanted = true;
                return Transition.Stay;
            case SubtaskProtocol.Failed m:
                return Fail(m.Cause);
            case JobSignal.EnumeratorFailed m:
                return Fail(m.Cause);
            default:
                return base.Receive(message);
        }
    }

    protected Transition Fail(Exception cause)
    {
        Job.FailuresInRow = IsStable() ? 1 : Job.FailuresInRow + 1;
        Job.LastFailure = Innermost(cause);
        Environment.Telemetry?.AttemptFailed(Job.LastFailure);
        Context.Damage.Begin(cause, Job);
        Environment.LogFailure(attempt.Number, cause);
        StopSubtasks();
        Context.Savepoints.PutBack();
        if (!Transience.MayPass(cause))
        {
            Environment.Announce(JobNotices.JobFailed.With($"Attempt {attempt.Number} failed: {Job.LastFailure} This error does not pass by itself, so no further attempt is made."));
            return End(JobState.Failed, Job.LastFailure);
        }

        return Settings.Restart.DelayAfter(Job.FailuresInRow, Environment.NextJitter()) is { } delay
            ? new Transition.To(new RestartingPhase(Context, Job, attempt, delay))
            : End(JobState.Failed, Job.LastFailure);
    }

    /// <summary>Says by itself why nothing comes out, where that has lasted.</summary>
    private void Warn()
    {
        foreach (var (name, text) in Context.Silence.Look(attempt, Settings.SilenceLimit))
        {
            Environment.Notify(name, JobNotices.NothingComesOut.With(text));
        }
    }

    /// <summary>Whether the attempt has lasted, and has come further: its failure is not one in a row.</summary>
    private bool IsStable() =>
        Context.History.Last?.Id != attempt.RestoredFrom?.Id && Environment.Time.GetElapsedTime(attempt.StartedAt) >= Settings.Restart.ResetAfter;

    /// <summary>The errors we raise say it all; of others the kind is worth knowing.</summary>
    private static string Innermost(Exception cause)
    {
        var first = cause is AggregateException { InnerException: { } inner } ? inner : cause;
        return first is StreamProcessingException ? first.Message : $"{first.GetType().Name}: {first.Message}";
    }
}
