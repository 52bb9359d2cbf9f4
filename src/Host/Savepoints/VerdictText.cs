namespace AkkaStreamProc.Host.Savepoints;

/// <summary>What becomes of state, as people read it.</summary>
internal static class VerdictText
{
    /// <summary>A line for each operator and, below it, for each of its states; at the end whether the job would continue.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<StateVerdict> verdicts, JobSettings settings)
    {
        foreach (var op in verdicts.GroupBy(v => v.Operator))
        {
            yield return op.Key;
            foreach (var verdict in op)
            {
                yield return $"  {verdict.State}: {WordOf(verdict.Fate)}{(verdict.Details.Count == 0 ? "" : $" ({string.Join("; ", verdict.Details)})")}{Allowance(verdict, settings)}";
            }
        }

        var refused = verdicts.Count(v => v.IsRefusedBy(settings));
        yield return refused == 0
            ? "The job continues."
            : $"The job is refused: {refused} state(s) would be lost. Change it, tell how to make the new values of the old ones (JobBuilder.MigrateState), or allow it by name.";
    }

    private static string WordOf(StateFate fate) => fate switch
    {
        StateFate.Kept => "kept",
        StateFate.Evolved => "evolved",
        StateFate.Migrated => "migrated",
        StateFate.New => "new",
        StateFate.Dropped => "dropped",
        StateFate.Unreadable => "unreadable",
        _ => "gathered by another selector",
    };

    private static string Allowance(StateVerdict verdict, JobSettings settings) => !verdict.IsRefused ? ""
        : verdict.IsTakenBy(settings) ? ", taken as was allowed"
        : !verdict.IsRefusedBy(settings) ? ", dropped as was allowed"
        : verdict.Fate == StateFate.Reselected ? $"; --allow-changed-selectors {verdict.Operator}, or --allow-dropped-state {verdict.Operator}/{verdict.State}"
        : $"; --allow-dropped-state {verdict.Operator}/{verdict.State}";
}
