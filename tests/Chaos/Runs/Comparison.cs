namespace AkkaStreamProc.Chaos.Runs;

/// <summary>Compares what is written with what should be: every line as often as it should be.</summary>
internal static class Comparison
{
    private const int Shown = 10;

    /// <summary>Tells what is missing and what is too much, or nothing where all is as it should be.</summary>
    public static string Difference<T>(IEnumerable<T> actual, IEnumerable<T> expected)
        where T : notnull
    {
        var balance = new Dictionary<T, int>();
        foreach (var line in expected)
        {
            balance[line] = balance.GetValueOrDefault(line) - 1;
        }

        foreach (var line in actual)
        {
            balance[line] = balance.GetValueOrDefault(line) + 1;
        }

        return Describe("missing", balance.Where(b => b.Value < 0)) + Describe("too much", balance.Where(b => b.Value > 0));
    }

    private static string Describe<T>(string what, IEnumerable<KeyValuePair<T, int>> lines)
    {
        var all = lines.ToList();
        return all.Count == 0 ? "" : $"{all.Count} {what}: {string.Join("; ", all.Take(Shown).Select(l => l.Key))}{Environment.NewLine}";
    }
}
