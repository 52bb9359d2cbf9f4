namespace AkkaStreamProc.Architecture.Tests;

/// <summary>The checked-out sources the tests look at.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The C# files of the project, without what the build generates.</summary>
    public static IReadOnlyList<string> SourceFiles(params string[] folders) =>
        [.. folders
            .Select(folder => Path.Combine(Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => !IsGenerated(file))
            .Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Folders() =>
        [.. SourceFiles("src", "tests", "bench", "examples").Select(file => Path.GetDirectoryName(file)!).Distinct()];

    public static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static bool IsGenerated(string file) =>
        Relative(file).Split('/') is var parts && (parts.Contains("obj") || parts.Contains("bin"));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AkkaStreamProc.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds AkkaStreamProc.sln.");
        }

        return folder;
    }
}
