using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace AkkaStreamProc.Actors.Checkpoints.Stores;

/// <summary>What the objects of checkpoints are called.</summary>
/// <remarks>
/// A checkpoint is a folder with the snapshots of its subtasks, <c>JOB~LIFE/CHECKPOINT/VERTEX~INDEX.snapshot</c>; a
/// savepoint, <c>JOB~CHECKPOINT~LIFE/…</c>, has its manifest besides and needs nothing outside of itself.
/// </remarks>
internal static class CheckpointNames
{
    /// <summary>The object that says what a savepoint is, and where it has what.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>With a hash behind it, and what a file that is being written has besides, below the 255 bytes that file systems allow.</summary>
    private const int MaxName = 160;

    /// <summary>The folder of the checkpoints of one life of a job.</summary>
    public static string FolderOf(string job, Guid life) => Escape($"{job}~{life:N}");

    /// <summary>The folder of one checkpoint of a job.</summary>
    public static string FolderOf(string job, Guid life, long checkpointId) => $"{FolderOf(job, life)}/{NumberOf(checkpointId)}";

    /// <summary>The folder of a savepoint.</summary>
    public static string SavepointOf(string job, Guid life, long checkpointId) =>
        Escape(string.Create(CultureInfo.InvariantCulture, $"{job}~{checkpointId}~{life.ToString("N")[..8]}"));

    /// <summary>The snapshot of a subtask within the folder of its checkpoint.</summary>
    public static string SnapshotOf(string vertex, int index) => Escape(string.Create(CultureInfo.InvariantCulture, $"{vertex}~{index}")) + ".snapshot";

    /// <summary>The number of a checkpoint, whose folder it names; <see langword="null"/> for another folder.</summary>
    public static long? CheckpointOf(string folder) =>
        long.TryParse(folder, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && NumberOf(id) == folder ? id : null;

    private static string NumberOf(long checkpointId) => checkpointId.ToString("d19", CultureInfo.InvariantCulture);

    /// <summary>
    /// Names of jobs and operators may hold what file names may not, may be longer, and may differ in upper and lower case
    /// only, which not every file system tells apart. The escape and the hash keep different names different.
    /// </summary>
    private static string Escape(string name)
    {
        var escaped = Uri.EscapeDataString(name);
        if (escaped.Length <= MaxName && !name.Any(char.IsUpper))
        {
            return escaped;
        }

        var hash = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(name)).ToString("x16", CultureInfo.InvariantCulture);
        return $"{escaped[..Math.Min(escaped.Length, MaxName)].TrimEnd('%')}+{hash}";
    }
}
