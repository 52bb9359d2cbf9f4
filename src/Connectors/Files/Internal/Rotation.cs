using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Finds the former files of a path that log rotation has given other names in its directory.</summary>
internal static partial class Rotation
{
    /// <summary>Of which path a file is a former one by its name, or <see langword="null"/>: <c>a.log</c> of <c>a.log.1</c> and <c>a.log-20240501</c>.</summary>
    /// <remarks>Names such as <c>a-1.log</c> are not taken for former files: they are as often files of their own.</remarks>
    public static string? BaseOf(string path) => FormerName().Match(path) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The file with an identity, whatever its name; open.</summary>
    public static OpenedFile? Find(string path, FileMark mark, long position) => Neighbourhood.Search(
        path,
        names => FirstOf(names.Where(name => name != path), file => FileIdentity.Of(file) == mark.Identity, mark.Head, position));

    /// <summary>The newest copy of a file that was truncated in place; open.</summary>
    public static OpenedFile? FindCopy(string path, FileMark mark, long position) => mark.Head.Length == 0
        ? null
        : Neighbourhood.Search(
            path,
            names => FirstOf(
                names.Where(name => BaseOf(name) == path).OrderByDescending(File.GetLastWriteTimeUtc),
                file => FileIdentity.Of(file) is not { } identity || identity != mark.Identity,
                mark.Head,
                position));

    /// <summary>The former file of a path that was written after another one, or <see langword="null"/> where that was the last; open.</summary>
    /// <param name="path">The path.</param>
    /// <param name="former">The one before it.</param>
    /// <param name="compressed">Those that come next but can no longer be read.</param>
    public static OpenedFile? NextOf(string path, OpenedFile former, out IReadOnlyList<string> compressed)
    {
        var lost = new List<string>();
        compressed = lost;
        return Neighbourhood.Search(path, names =>
        {
            lost.Clear();
            return NextOf(path, former, names, lost);
        });
    }

    private static OpenedFile? NextOf(string path, OpenedFile former, IEnumerable<string> names, List<string> lost)
    {
        var written = former.Written;
        var since = names
            .Select(name => (Name: name, Plain: SplitCheck.WithoutCompressedEnding(name), Written: File.GetLastWriteTimeUtc(name)))
            .Where(n => BaseOf(n.Plain) == path && n.Written > written)
            .OrderBy(n => n.Written)
            .ThenByDescending(n => n.Name, StringComparer.Ordinal);
        foreach (var (name, plain, _) in since)
        {
            if (name != plain)
            {
                lost.Add(name);
            }
            else if (OpenedFile.TryOpen(name) is { } next)
            {
                // Written to meanwhile, the former one seems to be later than itself.
                if (next.Identity is null || next.Identity != former.Identity)
                {
                    return next;
                }

                next.Dispose();
            }
        }

        return null;
    }

    private static OpenedFile? FirstOf(IEnumerable<string> paths, Func<SafeFileHandle, bool> isSought, string head, long position)
    {
        foreach (var path in paths)
        {
            if (OpenedFile.TryOpen(path) is not { } file)
            {
                continue;
            }

            if (isSought(file.Handle) && file.Length >= position && FileHead.Matches(head, file.Handle))
            {
                return file;
            }

            file.Dispose();
        }

        return null;
    }

    [GeneratedRegex(@"^(.+?)[.\-_](\d[\d.\-_T:]*)$")]
    private static partial Regex FormerName();
}
