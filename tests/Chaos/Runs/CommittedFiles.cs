namespace AkkaStreamProc.Chaos.Runs;

/// <summary>What a file sink has written to its directory.</summary>
internal static class CommittedFiles
{
    /// <summary>The lines of all files that are committed.</summary>
    public static List<string> Lines(string directory) =>
        [.. Names(directory).Where(name => !name.StartsWith('.')).SelectMany(name => File.ReadLines(Path.Combine(directory, name)))];

    /// <summary>Files that are not committed.</summary>
    public static IEnumerable<string> Leftovers(string directory) => Names(directory).Where(name => name.StartsWith('.') && name != ".sink-owner.json");

    private static IEnumerable<string> Names(string directory) =>
        Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(path => Path.GetFileName(path)) : [];
}
