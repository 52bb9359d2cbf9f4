using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace AkkaStreamProc.Actors.Checkpoints.Stores;

/// <summary>What the objects of checkpoints are called.</summary>
/// <remarks>
/// A checkpoint is a folder with the snapshots of its subtasks, <c>JOB~BRANCH/CHECKPOINT/VERTEX~INDEX.snapshot</c>; a
/// savepoint, <c>JOB~BRANCH/savepoint-CHECKPOINT/…</c>, has its manifest besides and needs nothing outside of itself. The branch is new with every journal that takes
/// a life of the job up, so that no two jobs write to a folder.
/// </remarks>
internal static class CheckpointNames
{
    /// <summary>The object that says what a savepoint is, and where it has what.</summary>
    public const string Manifest = "manifest.json";

    private const string SavepointPrefix = "savepoint-";

    /// <summary>With a hash behind it, and what a file that is being written has besides, below the 255 bytes that file systems allow.</summary>
    private const int MaxName = 160;

    /// <summary>The folder of the checkpoints of one branch of a job.</summary>
    public static string FolderOf(string job, Guid branch) => Escape($"{job}~{branch.ToString("N")[..12]}");

    /// <summary>The folder of one checkpoint of a job.</summary>
    public static string FolderOf(string job, Guid branch, long checkpointId) =>
        $"{FolderOf(job, branch)}/{checkpointId.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The folder of a savepoint.</summary>
    public static string SavepointOf(string job, Guid branch, long checkpointId) =>
        $"{FolderOf(job, branch)}/{SavepointPrefix}{checkpointId.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The number of a savepoint, whose folder it names; <see langword="null"/> for another folder.</summary>
    public static long? NumberOfSavepoint(string folder) =>
        folder.StartsWith(SavepointPrefix, StringComparison.Ordinal) ? CheckpointOf(folder[SavepointPrefix.Length..]) : null;

    /// <summary>The snapshot of a subtask within the folder of its checkpoint.</summary>
    public static string SnapshotOf(string vertex, int index) => Escape(string.Create(CultureInfo.InvariantCulture, $"{vertex}~{index}")) + ".snapshot";

    /// <summary>The number of a checkpoint, whose folder it names; <see langword="null"/> for another folder.</summary>
    public static long? CheckpointOf(string folder) =>
        long.TryParse(folder, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id.ToString(CultureInfo.InvariantCulture) == folder ? id : null;

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
