namespace AkkaStreamProc.Host;

/// <summary>Finds what somebody meant who mistyped a name.</summary>
internal static class NearestName
{
    /// <summary>The known name with the fewest differing characters, or <see langword="null"/> where none is close.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var limit = Math.Max(2, name.Length / 3);
        return known
            .Select(candidate => (candidate, Distance: Distance(name, candidate)))
            .Where(c => c.Distance <= limit)
            .OrderBy(c => c.Distance)
            .ThenBy(c => c.candidate, StringComparer.Ordinal)
            .Select(c => c.candidate)
            .FirstOrDefault();
    }

    /// <summary>A half sentence for an error, or nothing: <c> Did you mean '--source'?</c></summary>
    public static string Hint(string name, IEnumerable<string> known) => Of(name, known) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>The number of characters to insert, delete or replace (Levenshtein), and half of that for two that are swapped.</summary>
    private static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var last = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var isSame = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (isSame ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last) = (last, row);
        }

        return last[b.Length];
    }
}
