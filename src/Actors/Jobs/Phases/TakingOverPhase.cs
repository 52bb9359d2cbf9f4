namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>The subtasks that an earlier supervisor has left are told to close, and waited for.</summary>
internal sealed class TakingOverPhase(JobContext context) : InactivePhase(context, JobState.Cancelled, null)
{
    protected override bool IsClosed => false;

    protected override string AwaitedWithoutSubtasks => Environment.Predecessors is { Count: > 0 } predecessors
        ? $"{string.Join(", ", predecessors)} of an earlier run to close"
        : base.AwaitedWithoutSubtasks;

    public override JobStatus Status() => Context.StatusOf(State, null);

    public override Transition Begin()
    {
        Environment.AwaitPredecessors(Context.History.Attempt, () => Context.Tell(new JobSignal.PredecessorsClosed()));
        return Transition.Stay;
    }

    public override Transition Receive(object message)
    {
        if (message is not JobSignal.PredecessorsClosed)
        {
            return base.Receive(message);
        }

        Context.Ends.Take(Status())();
        return new Transition.To(new EndedPhase(Context, null, State, null));
    }
}
