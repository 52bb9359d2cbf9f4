using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Actors.Checkpoints.Verdicts;

/// <summary>Compares a job with what a checkpoint has. Pure.</summary>
internal static class StateVerdicts
{
    /// <summary>What becomes of each state: those of the checkpoint by operator, then those that are new.</summary>
    public static IReadOnlyList<StateVerdict> Of(JobGraph graph, IReadOnlyDictionary<string, OperatorPlace> places) =>
    [
        .. places.OrderBy(p => p.Key, StringComparer.Ordinal).SelectMany(p => Of(graph, p.Key, p.Value)),
        .. from op in graph.Plan.Operators
           from state in op.States
           where !places.TryGetValue(op.Name, out var place) || !place.States.Contains(state.Name)
           select new StateVerdict(op.Name, state.Name, StateFate.New, []),
    ];

    /// <summary>What becomes of the states that a checkpoint has of one operator.</summary>
    public static IReadOnlyList<StateVerdict> Of(JobGraph graph, string name, OperatorPlace place)
    {
        if (graph.Plan.Operators.FirstOrDefault(o => o.Name == name) is not { } op)
        {
            return All(StateFate.Dropped);
        }

        if (place.Form is not { } was)
        {
            // Written by an earlier version, which noted nothing else.
            return All(place.Signature == op.Signature ? StateFate.Kept : StateFate.Dropped, $"the operator was {place.Signature}, and is {op.Signature}");
        }

        var now = graph.FormOf(name);
        if (was.Identity != now.Identity)
        {
            return All(StateFate.Dropped, $"the operator was '{was.Identity}', and is '{now.Identity}'");
        }

        return [.. place.States.Select(state => Of(graph, name, state, was, now))];

        IReadOnlyList<StateVerdict> All(StateFate fate, params string[] details) =>
            [.. place.States.Select(state => new StateVerdict(name, state, fate, fate == StateFate.Kept ? [] : details))];
    }

    private static StateVerdict Of(JobGraph graph, string name, string state, OperatorForm was, OperatorForm now)
    {
        var fit = FitOf(graph, name, state, was);
        return fit switch
        {
            null => new StateVerdict(name, state, StateFate.Dropped, []),
            { Difference: { } difference } => new StateVerdict(name, state, StateFate.Unreadable, [difference]),
            _ when !was.Selectors.SequenceEqual(now.Selectors) => new StateVerdict(
                name, state, StateFate.Reselected, [$"was gathered of [{string.Join("; ", was.Selectors)}], the job now takes [{string.Join("; ", now.Selectors)}]"]),
            { IsMigrated: true } => new StateVerdict(name, state, StateFate.Migrated, fit.Changes),
            { Changes.Count: > 0 } => new StateVerdict(name, state, StateFate.Evolved, fit.Changes),
            _ => new StateVerdict(name, state, StateFate.Kept, []),
        };
    }

    /// <summary>Comparing calls code of the user's (constructors that give new members their values), and whoever asks must outlive it.</summary>
    private static StateFit? FitOf(JobGraph graph, string name, string state, OperatorForm was)
    {
        try
        {
            return was.States.TryGetValue(state, out var written) ? graph.FitOf(name, state, written) : StateFit.Same;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new StateFit($"it cannot be compared: {e.Message}", [], false);
        }
    }
}
