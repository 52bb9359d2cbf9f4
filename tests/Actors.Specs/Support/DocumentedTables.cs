namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>The tables of <c>docs/telemetry.md</c>.</summary>
internal static class DocumentedTables
{
    /// <summary>The rows of the first table under a heading, without its head.</summary>
    public static IReadOnlyList<string[]> Rows(string heading)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "AkkaStreamProc.sln")))
        {
            directory = directory.Parent!;
        }

        return
        [
            .. File.ReadLines(Path.Combine(directory.FullName, "docs", "telemetry.md"))
                .SkipWhile(line => line != $"## {heading}")
                .SkipWhile(line => !line.StartsWith('|'))
                .TakeWhile(line => line.StartsWith('|'))
                .Skip(2)
                .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
        ];
    }
}
