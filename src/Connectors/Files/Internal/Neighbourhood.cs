namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>The files in the directory of a path.</summary>
/// <remarks>
/// Rotation renames a whole row of files, and a directory that is read meanwhile may show a file under neither of its
/// names, and another one under a name that was just read. What is not found in such a moment is not gone.
/// </remarks>
internal static class Neighbourhood
{
    /// <summary>How often a search begins anew: in a directory where files come and go all the time, no search is undisturbed.</summary>
    private const int MostSearches = 16;

    private static readonly EnumerationOptions Visible = new() { IgnoreInaccessible = true };

    /// <summary>Searches among the files until none of them was given another name during the search.</summary>
    /// <param name="path">The path whose neighbours are searched.</param>
    /// <param name="search">Finds one among their names, or none. Called again where names have changed meanwhile.</param>
    public static OpenedFile? Search(string path, Func<IEnumerable<string>, OpenedFile?> search)
    {
        var files = List(path);
        for (var searches = 1; ; searches++)
        {
            var found = search(files.Select(static file => file.Name));
            var now = List(path);
            if (now.SetEquals(files) || searches == MostSearches)
            {
                return found;
            }

            found?.Dispose();
            files = now;
        }
    }

    private static HashSet<(string Name, FileIdentity? Identity)> List(string path)
    {
        var directory = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        var isNamed = directory != "." || path.StartsWith("./", StringComparison.Ordinal);
        try
        {
            return [.. Directory.EnumerateFiles(directory, "*", Visible)
                .Select(f => isNamed ? f.Replace('\\', '/') : Path.GetFileName(f))
                .Select(static name => (name, FileIdentity.At(name)))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
