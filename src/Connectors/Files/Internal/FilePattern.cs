using System.IO.Enumeration;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>A path that names one file or, with wildcards, any number of them.</summary>
internal sealed class FilePattern
{
    private readonly string[] _segments;

    public FilePattern(string path)
    {
        Path = Normalize(path);
        IsPattern = HasWildcard(Path);
        _segments = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (_segments is [.., "**"])
        {
            _segments = [.. _segments, "*"];
        }
    }

    /// <summary>The path as given, with single forward slashes. It and what it matches are the same in every run.</summary>
    public string Path { get; }

    /// <summary>Whether the path has wildcards.</summary>
    public bool IsPattern { get; }

    /// <summary>Whether a path has wildcards.</summary>
    public static bool HasWildcard(string path) => path.AsSpan().ContainsAny('*', '?');

    /// <summary>The files that match at the moment, in the order of their names.</summary>
    /// <exception cref="FilesException">A directory could not be listed.</exception>
    public IReadOnlyCollection<string> Find()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        Walk(Path.StartsWith('/') ? "/" : "", 0, found);
        return found;
    }

    private static string Normalize(string path)
    {
        var slashed = System.IO.Path.DirectorySeparatorChar == '\\' ? path.Replace('\\', '/') : path;
        var segments = slashed.Split('/').Where(s => s is not ("" or "."));
        return (slashed.StartsWith('/') ? "/" : "") + string.Join('/', segments) is { Length: > 0 } normal ? normal : ".";
    }

    private static bool Matches(string pattern, string name) =>
        (pattern.StartsWith('.') || !name.StartsWith('.'))
        && FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: OperatingSystem.IsWindows());

    private static IEnumerable<string> List(string directory, bool files)
    {
        var path = directory.Length == 0 ? "." : directory;
        try
        {
            var entries = files ? Directory.EnumerateFiles(path) : Directory.EnumerateDirectories(path);
            return entries.Select(entry => System.IO.Path.GetFileName(entry)).ToArray();
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (FileErrors.IsInputOutput(e))
        {
            throw FileErrors.Failed("list the directory", path, e);
        }
    }

    private static string Join(string directory, string name) =>
        directory.Length == 0 || directory.EndsWith('/') ? directory + name : $"{directory}/{name}";

    private void Walk(string directory, int index, SortedSet<string> found)
    {
        var segment = _segments[index];
        var isLast = index == _segments.Length - 1;
        if (segment == "**")
        {
            Walk(directory, index + 1, found);
            foreach (var name in List(directory, files: false).Where(name => !name.StartsWith('.')))
            {
                // A link to a directory above would never end.
                var child = Join(directory, name);
                if (!File.GetAttributes(child).HasFlag(FileAttributes.ReparsePoint))
                {
                    Walk(child, index, found);
                }
            }
        }
        else if (!HasWildcard(segment))
        {
            Enter(Join(directory, segment), isLast, index, found);
        }
        else
        {
            foreach (var name in List(directory, files: isLast).Where(name => Matches(segment, name)))
            {
                Enter(Join(directory, name), isLast, index, found);
            }
        }
    }

    private void Enter(string path, bool isLast, int index, SortedSet<string> found)
    {
        if (!isLast)
        {
            Walk(path, index + 1, found);
        }
        else if (File.Exists(path))
        {
            found.Add(path);
        }
    }
}
