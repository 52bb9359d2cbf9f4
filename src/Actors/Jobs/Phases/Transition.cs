using AkkaStreamProc.Actors.Jobs.Journal;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>What follows when a phase was told something.</summary>
internal abstract record Transition
{
    private Transition()
    {
    }

    /// <summary>The phase goes on.</summary>
    public static Transition Stay { get; } = new Remain();

    private sealed record Remain : Transition;

    /// <summary>The next phase begins.</summary>
    public sealed record To(JobPhase Next) : Transition;

    /// <summary>An event is journalled. Until it is durable nothing else reaches the phase; the history has it when <paramref name="Then"/> decides.</summary>
    public sealed record Write(JobJournalEvent Event, Func<Transition> Then) : Transition;
}
