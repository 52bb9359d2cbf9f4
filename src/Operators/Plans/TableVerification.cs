using AkkaStreamProc.Operators.Plans.Definitions;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>Refuses joins with tables that would never be loaded, or of which it could not be said when they are.</summary>
internal static class TableVerification
{
    /// <exception cref="StreamProcessingException">Says which, and what can be done.</exception>
    public static void Verify(LogicalPlan plan)
    {
        var waits = TableWait.Of(plan);
        foreach (var wait in waits)
        {
            if (wait.Tables.Intersect(wait.Waiting, StringComparer.Ordinal).FirstOrDefault() is { } both)
            {
                throw new StreamProcessingException(
                    $"The join '{wait.Join}' of the job '{plan.Job}' would wait for itself: both its sides come from the source '{both}', and what is joined with a table is read when the table is loaded. "
                    + $"Give the table a source of its own, which reads the same once more (FromSource with another name); or join by time (Within, AsOf), where neither waits.");
            }

            if (Delaying(plan, wait.Join) is { } delaying)
            {
                throw new StreamProcessingException(
                    $"The table of the join '{wait.Join}' of the job '{plan.Job}' comes through '{delaying.Name}' ({delaying.Definition.Kind}), whose results come later than a checkpoint passes it: nobody could say when the table is loaded. "
                    + $"Make the call behind the join, for the records that need it; or let another job write the rows with its answers, and read those.");
            }
        }

        VerifyOrder(plan, waits);
    }

    /// <summary>Refuses sources that would wait for each other.</summary>
    private static void VerifyOrder(LogicalPlan plan, IReadOnlyList<TableWait> waits)
    {
        // Of sources in a group of alignment each may wait for each.
        var groups = plan.Operators.Select(op => (op.Name, Group: (op.Definition as ISourceDefinition)?.AlignmentGroup)).Where(op => op.Group is not null)
            .ToLookup(op => op.Group!, op => op.Name);
        var awaited = waits.SelectMany(wait => wait.Waiting.SelectMany(source => wait.Tables.Select(table => (source, table, Why: $"'{wait.Join}'"))))
            .Concat(groups.SelectMany(group => group.SelectMany(one => group.Where(other => other != one).Select(other => (source: one, table: other, Why: $"the group '{group.Key}'")))))
            .ToLookup(a => a.source, a => (a.table, a.Why), StringComparer.Ordinal);
        foreach (var wait in waits)
        {
            foreach (var (source, table) in wait.Waiting.SelectMany(source => wait.Tables.Select(table => (source, table))))
            {
                if (PathOf(table, source, awaited) is { } path)
                {
                    throw new StreamProcessingException(
                        $"The sources of the job '{plan.Job}' would wait for each other: '{source}' for the table of '{wait.Join}', which is read from '{table}', and {string.Join(", ", path)}. "
                        + $"Give one of the tables a source of its own, which reads the same once more (FromSource with another name){(groups.Count == 0 ? "" : ", or take the table out of the group (WithAlignment)")}; or join by time (Within, AsOf), where neither waits.");
                }
            }
        }
    }

    /// <summary>Through whom one source waits for another, in words; <see langword="null"/> where it does not.</summary>
    private static IReadOnlyList<string>? PathOf(string from, string to, ILookup<string, (string Source, string Why)> awaited)
    {
        var paths = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [from] = [] };
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out var next))
        {
            foreach (var (source, why) in awaited[next])
            {
                if (!paths.ContainsKey(source))
                {
                    paths[source] = [.. paths[next], $"'{next}' for '{source}' by {why}"];
                    open.Enqueue(source);
                }
            }
        }

        return paths.GetValueOrDefault(to);
    }

    /// <summary>An operator on the way into the table of a join whose results come later than its records, and barriers.</summary>
    private static LogicalOperator? Delaying(LogicalPlan plan, string join)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(plan.InputsOf(join).Where(edge => edge.IsTable).Select(edge => edge.From));
        while (open.TryPop(out var next))
        {
            if (seen.Add(next))
            {
                if (plan[next].Definition.DelaysResults)
                {
                    return plan[next];
                }

                foreach (var edge in plan.InputsOf(next))
                {
                    open.Push(edge.From);
                }
            }
        }

        return null;
    }
}
