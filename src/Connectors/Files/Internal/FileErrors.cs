using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>The errors of the connector, worded for the operator of the job.</summary>
internal static class FileErrors
{
    public static FilesException Missing(string path) => new(
        path,
        $"The file '{path}' does not exist (working directory: '{Environment.CurrentDirectory}'). Correct the path, or follow the file so that the job waits for it.");

    public static FilesException NoMatch(string pattern) => new(
        pattern,
        $"No file matches '{pattern}' (working directory: '{Environment.CurrentDirectory}'). Correct the pattern, or follow it so that the job waits for files.");

    public static FilesException IsDirectory(string path) => new(
        path,
        $"'{path}' is a directory, not a file. To read the files in it, give '{path.TrimEnd('/')}/*'.");

    public static FilesException IsFile(string directory) => new(
        directory,
        $"'{directory}' is a file, not a directory, which the sink writes its files into. Give another path, or move the file away.");

    public static FilesException Compressed(string path) => new(
        path,
        $"The file '{path}' is compressed, which file sources do not read: a job cannot continue in the middle of it. Decompress it first.");

    public static FilesException NotSeekable(string path, Exception cause) => new(
        path,
        $"'{path}' is a pipe or a device, which a job cannot read again from a position. Write its data into a regular file and follow that.",
        cause);

    public static FilesException Shorter(OffsetSplit split, long length) => new(
        split.Id,
        $"The file '{split.Id}' has {length} bytes, but the job depends on its first {(split.End == long.MaxValue ? split.Position : split.End)}: it was truncated or replaced. Put the old file back, or start the job without the checkpoint to read the file from its beginning.");

    public static FilesException Replaced(OffsetSplit split) => new(
        split.Id,
        $"The file '{split.Id}' no longer begins as it did when it was read up to byte {split.Position}: it was replaced. Put the old file back, or start the job without the checkpoint to read the file from its beginning.");

    public static FilesException Gone(OffsetSplit split) => new(
        split.Id,
        $"The file '{split.Id}', read up to byte {split.Position} of {split.End}, no longer exists. Put it back, or start the job without the checkpoint.");

    public static FilesException BadHeader(string path, string reason) => new(
        path,
        $"The CSV file '{path}' needs a header row that names its columns: {reason}. Correct the first row, or read the file as JSON Lines.");

    public static FilesException Occupied(string path) => new(
        path,
        $"The file '{path}' is already there, left by an earlier run of this job, and is not overwritten. Move the old files away, write into another directory, or continue the job from its last checkpoint.");

    public static FilesException InUse(string directory, SinkOwner? owner, SinkOwner? other) => new(
        directory,
        $"The directory '{directory}' is being written into by {other?.ToString() ?? "another sink"} (process {other?.Process}{(other?.Process == Environment.ProcessId ? ", which is this one" : "")}), "
        + $"so {(owner is null ? "its files cannot be set aside" : $"{owner} cannot write into it")}. "
        + "Give every sink a directory of its own, and run a job once at a time.")
    {
        // An earlier attempt of the same life is about to end, or its process to be gone.
        IsTransient = owner is not null && other is not null && owner.IsSameOutput(other),
    };

    public static FilesException OfAnother(string directory, SinkOwner owner, SinkOwner? former, int files, string first) => new(
        directory,
        $"The directory '{directory}' holds {files} file(s) of another output, the first is '{first}', so {owner} does not start to write into it: "
        + (former is not null && former.Job == owner.Job && former.Operator == owner.Operator
            ? "the same sink wrote them in another life of the job, of which this store knows nothing, and would write the same records again. Bring back the store (the data directory) of that life to continue it, or move the files away, or write into another directory."
            : $"{former?.ToString() ?? "another sink"} wrote them. Write into another directory, or move the files away."));

    public static FilesException Later(string directory, long checkpointId, int files, string first) => new(
        directory,
        $"The directory '{directory}' holds {files} file(s) of this sink that were written {(checkpointId == 0 ? "though the job starts from nothing" : $"after checkpoint {checkpointId}, which the job continues from")}, "
        + $"the first is '{first}': their records would be written again. The store (the data directory) is new, older than the files, or a copy, or an older checkpoint was chosen. "
        + "Continue with the store that wrote them, or move these files away, or write into another directory.");

    public static FilesException UnknownOwner(string path, Exception cause) => new(
        path,
        $"The file '{path}', which says whose output the directory holds, cannot be understood: {cause.Message}. Use the release that wrote it, or another directory.",
        cause);

    public static FilesException NotAsPrepared(string path, PreparedPart part, long length) => new(
        path,
        $"The file '{path}' has {length} bytes, but the checkpoint promises {part.Length} bytes with {part.Records} records. Put the file back as it was written, or restore an older checkpoint.");

    public static FilesException LostPart(string path, PreparedPart part) => new(
        path,
        $"The file '{path}' with {part.Records} records of checkpoint {part.CheckpointId} is missing, committed or not. Put it back into the directory (also where the sink now writes into another one): files may be taken away once the next checkpoint is complete.");

    /// <summary>Wraps what the operating system said about a file or directory.</summary>
    public static FilesException Failed(string attempt, string path, Exception cause) => new(
        path,
        $"Could not {attempt} '{path}': {cause.Message} {Advice(cause)}",
        cause)
    {
        IsTransient = cause is IOException and not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException),
    };

    /// <summary>Does something and wraps what the operating system says against it.</summary>
    public static void Guard(string attempt, string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (IsInputOutput(e))
        {
            throw Failed(attempt, path, e);
        }
    }

    /// <summary>Whether an exception is the operating system's refusal rather than a defect.</summary>
    public static bool IsInputOutput(Exception e) => e is IOException or UnauthorizedAccessException;

    private static string Advice(Exception cause) => cause switch
    {
        UnauthorizedAccessException => "Give the user that runs the job access to it.",
        DirectoryNotFoundException or FileNotFoundException => "Check that nothing else moves or deletes it while the job runs.",
        _ => "Check the disk and its free space; the job continues from its last checkpoint.",
    };
}
