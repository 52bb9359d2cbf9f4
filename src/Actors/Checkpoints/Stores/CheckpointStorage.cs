using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Checkpoints.Stores;

/// <summary>Decides where the snapshots of checkpoints go: small ones into the snapshot store, large ones and those of savepoints into stores of objects.</summary>
/// <remarks>
/// <para>
/// In place of a snapshot that is an object, the snapshot store holds a <see cref="SnapshotPointer"/>; of savepoints, which
/// are found by the address in the journal, it holds nothing. An object is durable before anybody hears of it, so a snapshot
/// that is known is whole.
/// </para>
/// <para>
/// Objects are kept by reachability: of a job's folder, every checkpoint up to the last completed one that the journal does
/// not retain is deleted, whoever wrote it and whatever became of it. What is later may be on its way and stays. Savepoints
/// are the user's: one with a manifest is never deleted. Blocks, and is thread-safe.
/// </para>
/// </remarks>
/// <param name="checkpoints">Where large snapshots go, or <see langword="null"/> for everything into the snapshot store.</param>
/// <param name="savepoints">Where savepoints go, or <see langword="null"/> for where other checkpoints do.</param>
/// <param name="inlineLimit">Up to how many bytes a snapshot goes into the snapshot store.</param>
internal sealed class CheckpointStorage(ICheckpointStore? checkpoints, ICheckpointStore? savepoints, int inlineLimit)
{
    private const string WayOut = "Restore the file, continue from a savepoint, or start anew.";

    /// <summary>No manifest is written while somebody looks for savepoints that have none.</summary>
    private readonly Lock _manifests = new();

    /// <summary>Everything in the snapshot store, whatever its size.</summary>
    public static CheckpointStorage None { get; } = new(null, null, 0);

    /// <summary>Whether savepoints have directories of their own.</summary>
    public bool KeepsSavepointsApart => savepoints is not null;

    /// <summary>Begins the snapshot of a subtask.</summary>
    /// <param name="header">Which snapshot.</param>
    /// <param name="branch">The branch of the job.</param>
    /// <param name="isSavepoint">Whether it is of a savepoint.</param>
    public SnapshotSpool Create(SnapshotHeader header, Guid branch, bool isSavepoint)
    {
        var isApart = isSavepoint && savepoints is not null;
        var store = isApart ? savepoints : checkpoints;
        var folder = isApart
            ? CheckpointNames.SavepointOf(header.Job, branch, header.CheckpointId)
            : CheckpointNames.FolderOf(header.Job, branch, header.CheckpointId);
        var name = $"{folder}/{CheckpointNames.SnapshotOf(header.Vertex, header.SubtaskIndex)}";
        return new SnapshotSpool(
            isApart ? -1 : inlineLimit, store is null ? null : () => store.Create(name), isApart ? null : length => new SnapshotPointer(name, length));
    }

    /// <summary>Opens a snapshot, given what the snapshot store had of it.</summary>
    /// <param name="stored">The snapshot, or the pointer to it.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <exception cref="SnapshotException">The pointer is damaged, or its object is not there or of another size.</exception>
    public ISnapshotContent Open(byte[] stored, string what)
    {
        if (!SnapshotPointer.IsPointer(stored))
        {
            return new MemoryContent(stored);
        }

        var pointer = SnapshotPointer.Parse(stored);
        return checkpoints is not null
            ? Open(checkpoints, pointer.Name, pointer.Length, what)
            : throw new SnapshotException(
                $"The snapshot for {what} lies in a file, and no directory for checkpoints is configured. Set akka-stream-proc.checkpoints.directory to where it was written.");
    }

    /// <summary>Opens an object.</summary>
    /// <exception cref="SnapshotException">It is not there or of another size.</exception>
    public static ISnapshotContent Open(ICheckpointStore store, string name, long length, string what)
    {
        try
        {
            var content = store.Open(name);
            if (content.Length == length)
            {
                return content;
            }

            var found = content.Length;
            content.Dispose();
            throw new SnapshotException($"'{name}' in '{store.Location}', the snapshot for {what}, has {found} bytes instead of {length}. {WayOut}") { IsDamage = true };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SnapshotException($"'{name}' in '{store.Location}', the snapshot for {what}, cannot be read: {e.Message} {WayOut}", e)
            {
                IsDamage = true,
                IsTransient = e is IOException and not (FileNotFoundException or DirectoryNotFoundException),
            };
        }
    }

    /// <summary>The directory of a savepoint; <see langword="null"/> where this process has none for savepoints.</summary>
    /// <param name="address">What <see cref="Write"/> returned, or the full path of a savepoint from elsewhere.</param>
    public string? DirectoryOf(string address) =>
        Path.IsPathFullyQualified(address) ? address : savepoints is null ? null : Path.Combine([savepoints.Location, .. address.Split('/')]);

    /// <summary>The savepoint of an address.</summary>
    /// <exception cref="SnapshotException">It cannot be found, or not be read.</exception>
    public Savepoint SavepointAt(string address) => DirectoryOf(address) is { } directory
        ? Savepoint.ToRestore(directory)
        : throw new SnapshotException(
            $"The savepoint '{address}' lies in a directory, and none for savepoints is configured. Set akka-stream-proc.checkpoints.savepoint-directory to where it was written.");

    /// <summary>Completes a savepoint with its manifest.</summary>
    /// <returns>Its address, which stays the same where the whole store is moved.</returns>
    /// <exception cref="IOException">It cannot be written, or the savepoint has one.</exception>
    public string Write(CheckpointManifest manifest, Guid branch)
    {
        var folder = CheckpointNames.SavepointOf(manifest.Job, branch, manifest.Checkpoint);
        lock (_manifests)
        {
            using var file = savepoints!.Create($"{folder}/{CheckpointNames.Manifest}");
            file.Write(manifest.ToBytes());
            file.Complete();
        }

        return folder;
    }

    /// <summary>Deletes what savepoints have left that came to nothing: those without a manifest.</summary>
    /// <param name="job">The job.</param>
    /// <param name="branch">Its branch.</param>
    /// <param name="retained">The savepoints that the journal retains, whatever is the matter with them.</param>
    /// <param name="upTo">The last of those that are deleted; a later one may be on its way.</param>
    /// <exception cref="IOException">Something could not be read or deleted.</exception>
    public void CollectSavepoints(string job, Guid branch, IReadOnlySet<long> retained, long upTo)
    {
        var folder = CheckpointNames.FolderOf(job, branch);
        foreach (var name in savepoints?.Folders(folder) ?? [])
        {
            lock (_manifests)
            {
                if (CheckpointNames.NumberOfSavepoint(name) is { } id && id <= upTo && !retained.Contains(id)
                    && !savepoints!.Objects($"{folder}/{name}").Contains(CheckpointNames.Manifest))
                {
                    savepoints.Delete($"{folder}/{name}");
                }
            }
        }
    }

    /// <summary>Deletes the objects of checkpoints that nothing leads to.</summary>
    /// <param name="job">The job.</param>
    /// <param name="branch">Its branch.</param>
    /// <param name="retained">The checkpoints that the journal retains.</param>
    /// <param name="upTo">The last of those that are deleted, where they are not retained.</param>
    /// <exception cref="IOException">Something could not be deleted; it is tried again with the next call.</exception>
    public void Collect(string job, Guid branch, IReadOnlySet<long> retained, long upTo)
    {
        var folder = CheckpointNames.FolderOf(job, branch);
        foreach (var name in checkpoints?.Folders(folder) ?? [])
        {
            if (CheckpointNames.CheckpointOf(name) is { } id && id <= upTo && !retained.Contains(id))
            {
                checkpoints!.Delete($"{folder}/{name}");
            }
        }

        if (retained.Count == 0 && checkpoints?.Folders(folder).Count == 0)
        {
            checkpoints.Delete(folder);
        }
    }
}
