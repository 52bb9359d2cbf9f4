namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink;

/// <summary>Finds out which of the records that were not taken are refused for themselves.</summary>
/// <remarks>
/// Brokers refuse a whole batch for one of its records, and not all of them say for which. So what was not taken is tried
/// again in halves, and the halves of those that are not taken, down to a record that is refused alone. Records that are
/// taken at one of the tries keep their order among each other.
/// </remarks>
internal static class RefusalSearch
{
    /// <param name="suspects">What was not taken, in the order in which it was written.</param>
    /// <param name="tryWrite">Tries to write records; returns those of them that were not taken.</param>
    /// <returns>The records that are refused alone, in their order.</returns>
    public static IReadOnlyList<Suspect> Run(IReadOnlyList<Suspect> suspects, Func<IReadOnlyList<Suspect>, IReadOnlyList<Suspect>> tryWrite)
    {
        var refused = new List<Suspect>();
        var groups = new Stack<IReadOnlyList<Suspect>>();
        Push(groups, suspects);
        while (groups.TryPop(out var group))
        {
            var failed = tryWrite(group);
            if (failed.Count > 0 && group.Count == 1)
            {
                refused.Add(failed[0]);
            }
            else
            {
                Push(groups, failed);
            }
        }

        return refused;
    }

    private static void Push(Stack<IReadOnlyList<Suspect>> groups, IReadOnlyList<Suspect> group)
    {
        var half = (group.Count + 1) / 2;
        if (group.Count > half)
        {
            groups.Push([.. group.Skip(half)]);
        }

        if (half > 0)
        {
            groups.Push([.. group.Take(half)]);
        }
    }
}
