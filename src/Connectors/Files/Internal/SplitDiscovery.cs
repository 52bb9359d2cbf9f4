using System.IO.Hashing;
using System.Text;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Finds the files of a source. Used on the worker only.</summary>
internal sealed class SplitDiscovery(FilePattern pattern, bool isFollowing, ISplitEnumeratorContext context)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private bool _hasFoundAny;
    private bool _hasNotified;

    /// <summary>The splits to begin with, the restored ones first.</summary>
    /// <exception cref="FilesException">There is nothing to read, or a file cannot be read.</exception>
    public IReadOnlyList<OffsetSplit> Begin(IReadOnlyList<OffsetSplit> restored, bool isRestored)
    {
        var splits = restored.OrderBy(split => split.Id, StringComparer.Ordinal).ToList();
        _known.UnionWith(splits.Select(split => split.Id));
        _hasFoundAny = isRestored;
        splits.AddRange(FindUnknown());
        if (!_hasFoundAny && !isFollowing)
        {
            throw FileErrors.NoMatch(pattern.Path);
        }

        return [.. splits.Select(split => SplitCheck.Begin(split, isFollowing))];
    }

    /// <summary>Files that were not there before.</summary>
    public IReadOnlyList<OffsetSplit> FindNew()
    {
        if (!pattern.IsPattern)
        {
            return [];
        }

        var splits = FindUnknown();
        foreach (var split in splits)
        {
            context.Notify(FileNotices.FileFound.With($"Found the new file '{split.Id}'."));
        }

        return [.. splits.Select(split => SplitCheck.Begin(split, isFollowing))];
    }

    /// <summary>Which subtask reads a file, from its path alone.</summary>
    internal static int SubtaskOf(string id, int parallelism) => (int)(XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(id)) % (uint)parallelism);

    /// <summary>Where rotated files match the pattern too, reading begins with the oldest.</summary>
    private static string OldestOf(IEnumerable<string> former)
    {
        using var oldest = former.OrderBy(File.GetLastWriteTimeUtc).Select(OpenedFile.TryOpen).FirstOrDefault(file => file is not null);
        return oldest is null ? "" : new FileMark("", oldest.Identity).ToString();
    }

    /// <summary>Files that are former ones of others: these are read by the split of the path that they had.</summary>
    private ILookup<string, string> FormerFiles(IReadOnlyCollection<string> ids) => ids
        .Where(id => !_known.Contains(id) && Rotation.BaseOf(id) is { } path && (ids.Contains(path) || _known.Contains(path)))
        .ToLookup(id => Rotation.BaseOf(id)!, StringComparer.Ordinal);

    private List<OffsetSplit> FindUnknown()
    {
        IReadOnlyCollection<string> ids = pattern.IsPattern ? pattern.Find() : [pattern.Path];
        var former = FormerFiles(isFollowing && pattern.IsPattern ? ids : []);
        _hasFoundAny |= ids.Count > 0;
        if (!_hasFoundAny && isFollowing && !_hasNotified)
        {
            _hasNotified = true;
            context.Notify(FileNotices.NoFileYet.With($"No file matches '{pattern.Path}' yet; waiting for one."));
        }

        return
        [
            .. ids.Where(id => !former.Any(files => files.Contains(id)))
                .Where(_known.Add)
                .Select(id => new OffsetSplit(id, 0) { Tag = OldestOf(former[id]) }),
        ];
    }
}
