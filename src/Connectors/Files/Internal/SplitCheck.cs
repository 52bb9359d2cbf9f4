using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Checks, before anything is read, that a file is there and is still what the checkpoint knows.</summary>
internal static class SplitCheck
{
    private static readonly string[] CompressedEndings = [".gz", ".zst", ".bz2", ".xz", ".zip"];

    /// <summary>The split as it is to be read in this life of the job.</summary>
    /// <param name="split">A new split, or one from the checkpoint.</param>
    /// <param name="isFollowing">Whether the file is read as it grows.</param>
    /// <exception cref="FilesException">The file is missing, cannot be read, or is not the one that was read before.</exception>
    public static OffsetSplit Begin(OffsetSplit split, bool isFollowing)
    {
        if (WithoutCompressedEnding(split.Id) != split.Id)
        {
            throw FileErrors.Compressed(split.Id);
        }

        if (isFollowing)
        {
            split = split with { End = long.MaxValue, KnownEnd = 0, IsFinished = false };
        }

        return split.IsFinished ? split : Look(split, isFollowing);
    }

    /// <summary>A path without the ending that compression gives it.</summary>
    public static string WithoutCompressedEnding(string path) =>
        CompressedEndings.FirstOrDefault(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } ending
            ? path[..^ending.Length]
            : path;

    /// <summary>Verifies an open file against its split.</summary>
    /// <exception cref="FilesException">The file was truncated or replaced.</exception>
    public static void Verify(FileWindow window, OffsetSplit split)
    {
        var length = window.FileLength;
        if (length < (split.End == long.MaxValue ? split.Position : split.End))
        {
            throw FileErrors.Shorter(split, length);
        }

        if (!FileHead.Matches(FileMark.Parse(split.Tag).Head, window))
        {
            throw FileErrors.Replaced(split);
        }
    }

    private static OffsetSplit Look(OffsetSplit split, bool isFollowing)
    {
        if (Directory.Exists(split.Id))
        {
            throw FileErrors.IsDirectory(split.Id);
        }

        try
        {
            using var window = new FileWindow(split.Id, 0, 0, 1);
            if (!isFollowing)
            {
                // Of a followed file the reader decides whether it was rotated.
                Verify(window, split);
            }

            if (isFollowing)
            {
                return split;
            }

            var end = split.End == long.MaxValue ? window.FileLength : split.End;
            return split with { End = end, KnownEnd = end };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return isFollowing ? split : throw (split.Position > 0 ? FileErrors.Gone(split) : FileErrors.Missing(split.Id));
        }
        catch (NotSupportedException e)
        {
            throw FileErrors.NotSeekable(split.Id, e);
        }
        catch (Exception e) when (FileErrors.IsInputOutput(e))
        {
            throw FileErrors.Failed("read the file", split.Id, e);
        }
    }
}
