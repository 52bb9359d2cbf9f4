namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>What follows from the parts that a type consists of.</summary>
internal static class StateGraph
{
    /// <summary>A serializer, its parts, their parts, each once.</summary>
    public static IEnumerable<StateSerializer> Reachable(StateSerializer root)
    {
        var seen = new HashSet<StateSerializer> { root };
        var open = new Queue<StateSerializer>(seen);
        while (open.TryDequeue(out var next))
        {
            yield return next;
            foreach (var part in next.Parts.Where(seen.Add))
            {
                open.Enqueue(part);
            }
        }
    }

    /// <summary>Whether one value of the type may hold the same object twice, so that references must be followed.</summary>
    public static bool MayShare(StateSerializer root) => MayShare(root, isRepeated: false, []);

    private static bool MayShare(StateSerializer serializer, bool isRepeated, HashSet<StateSerializer> seen)
    {
        if (seen.Contains(serializer) || isRepeated)
        {
            return Reachable(serializer).Any(part => part.IsTracked);
        }

        seen.Add(serializer);
        return serializer.Parts.Any(part => MayShare(part, serializer.RepeatsParts, seen));
    }
}
