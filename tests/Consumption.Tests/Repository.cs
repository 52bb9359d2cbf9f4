using System.Xml.Linq;

namespace AkkaStreamProc.Consumption.Tests;

/// <summary>What the tests take from the repository: its pages and its central versions.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder into which NuGet has installed what this repository was built with.</summary>
    public static string InstalledPackages { get; } =
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The C# blocks of a page, in their order.</summary>
    /// <param name="page">Its path in the repository.</param>
    public static IReadOnlyList<string> Blocks(string page)
    {
        var blocks = new List<string>();
        var block = default(List<string>);
        foreach (var line in File.ReadLines(Path.Combine(Root, page)))
        {
            if (block is null)
            {
                block = line.StartsWith("```csharp", StringComparison.Ordinal) ? [] : null;
            }
            else if (line.StartsWith("```", StringComparison.Ordinal))
            {
                blocks.Add(string.Join('\n', block));
                block = null;
            }
            else
            {
                block.Add(line);
            }
        }

        return blocks;
    }

    public static string CentralVersion(string package) =>
        XDocument.Load(Path.Combine(Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Single(v => v.Attribute("Include")!.Value == package).Attribute("Version")!.Value;

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
