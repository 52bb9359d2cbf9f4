using System.Globalization;
using System.IO.Hashing;
using System.Text;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Checkpoints.Storage;

/// <summary>Puts snapshots that are too large for the snapshot store into files, and a manifest in their place into the store.</summary>
/// <remarks>
/// <para>
/// A file lies at <c>DIRECTORY/JOB~VERTEX~INDEX/CHECKPOINT.snapshot</c>. It is durable, with its name, before the store
/// hears of it, so a snapshot that the store has is whole. A file the store never heard of belongs to a checkpoint that
/// did not complete; it is deleted with those that are obsolete, as all are found by their names.
/// </para>
/// <para>Blocks, and is thread-safe: the subtasks of a node share it. Nodes of a cluster need the same directory, on a file system they share.</para>
/// </remarks>
internal sealed class CheckpointStorage(string? directory, int inlineLimit)
{
    private const string Extension = ".snapshot";

    /// <summary>With a hash behind it, well below the 255 bytes that file systems allow.</summary>
    private const int MaxFolderName = 200;

    /// <summary>Everything in the snapshot store, whatever its size.</summary>
    public static CheckpointStorage None { get; } = new(null, 0);

    /// <summary>Begins a snapshot.</summary>
    /// <param name="persistenceId">Of the subtask.</param>
    /// <param name="checkpointId">Of the checkpoint.</param>
    public SnapshotSpool Create(string persistenceId, long checkpointId) =>
        new(inlineLimit, directory is null ? null : PathOf(persistenceId, checkpointId));

    /// <summary>Opens a snapshot, given what the store had of it.</summary>
    /// <exception cref="SnapshotException">The manifest is damaged, or its file is not there or of another size.</exception>
    public ISnapshotContent Open(string persistenceId, long checkpointId, byte[] stored)
    {
        if (!SnapshotManifest.IsManifest(stored))
        {
            return new MemoryContent(stored);
        }

        var manifest = SnapshotManifest.Parse(stored);
        if (directory is null)
        {
            throw new SnapshotException(
                $"Checkpoint {checkpointId} of {persistenceId} lies in a file, and no directory for checkpoints is configured. Set akka-stream-proc.checkpoints.directory to where it was written.");
        }

        var path = PathOf(persistenceId, checkpointId);
        try
        {
            var content = new FileContent(path);
            if (content.Length == manifest.Length)
            {
                return content;
            }

            content.Dispose();
            throw new SnapshotException($"The file '{path}' of checkpoint {checkpointId} has {content.Length} bytes instead of {manifest.Length}. {WayOut}") { IsDamage = true };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SnapshotException($"The file '{path}' of checkpoint {checkpointId} cannot be read: {e.Message} {WayOut}", e)
            {
                IsDamage = true,
                IsTransient = e is IOException and not (FileNotFoundException or DirectoryNotFoundException),
            };
        }
    }

    /// <summary>Deletes the files of checkpoints that nobody needs any more.</summary>
    /// <exception cref="IOException">A file could not be deleted; it is tried again with the next call.</exception>
    public void Delete(string persistenceId, ObsoleteCheckpoints obsolete)
    {
        if (directory is null || FolderOf(persistenceId) is var folder && !Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(folder).ToList())
        {
            // Also what a process was writing when it died, which has a longer name.
            if (long.TryParse(Path.GetFileName(file).Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && (id < obsolete.Below || obsolete.Ids.Contains(id)))
            {
                File.Delete(file);
            }
        }
    }

    private const string WayOut = "Restore the file, continue from a savepoint, or start anew.";

    private string PathOf(string persistenceId, long checkpointId) =>
        Path.Combine(FolderOf(persistenceId), checkpointId.ToString("d19", CultureInfo.InvariantCulture) + Extension);

    private string FolderOf(string persistenceId) => Path.Combine(directory!, FolderName(persistenceId));

    /// <summary>
    /// Names of jobs and operators may hold what file names may not, may be longer, and may differ in upper and lower case
    /// only, which not every file system tells apart. The escape and the hash keep different names different.
    /// </summary>
    private static string FolderName(string persistenceId)
    {
        var escaped = Uri.EscapeDataString(persistenceId);
        if (escaped.Length <= MaxFolderName && !persistenceId.Any(char.IsUpper))
        {
            return escaped;
        }

        var hash = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(persistenceId)).ToString("x16", CultureInfo.InvariantCulture);
        return $"{escaped[..Math.Min(escaped.Length, MaxFolderName)].TrimEnd('%')}+{hash}";
    }
}
