using System.Globalization;
using System.IO.Hashing;
using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Checkpoints.Manifests;

/// <summary>A savepoint in a directory, wherever it was copied to.</summary>
internal sealed class Savepoint
{
    private readonly ICheckpointStore _store;

    private Savepoint(string directory, CheckpointManifest manifest)
    {
        Directory = directory;
        Manifest = manifest;
        _store = new DirectoryCheckpointStore(directory);
    }

    /// <summary>Where it lies.</summary>
    public string Directory { get; }

    /// <summary>What it says of itself.</summary>
    public CheckpointManifest Manifest { get; }

    /// <param name="path">The directory of the savepoint, or its manifest.</param>
    /// <inheritdoc cref="CheckpointManifest.Read" path="/exception"/>
    public static Savepoint In(string path)
    {
        var manifest = CheckpointManifest.Read(path);
        return new Savepoint(CheckpointManifest.DirectoryOf(path), manifest);
    }

    /// <summary>The same for a job that is to continue from it: what cannot be read is damage, and may pass where the file system is at fault.</summary>
    /// <exception cref="SnapshotException">There is none, or it is none that this version understands; says which.</exception>
    public static Savepoint ToRestore(string directory)
    {
        try
        {
            return In(directory);
        }
        catch (StreamProcessingException e)
        {
            throw new SnapshotException($"{e.Message} {SubtaskSnapshot.WayOut}", e)
            {
                IsDamage = true,
                IsTransient = e.InnerException is IOException and not (FileNotFoundException or DirectoryNotFoundException),
            };
        }
    }

    /// <summary>Opens the snapshot of a subtask of the attempt that took it.</summary>
    /// <exception cref="SnapshotException">It is not there, or of another size.</exception>
    public ISnapshotContent Open(FormerSubtask subtask)
    {
        var name = CheckpointNames.SnapshotOf(subtask.Vertex, subtask.Index);
        return Manifest.Objects.FirstOrDefault(o => o.Name == name) is { } found
            ? CheckpointStorage.Open(_store, name, found.Length, $"savepoint {Manifest.Checkpoint} of {Manifest.Job}/{subtask}")
            : throw new SnapshotException($"The savepoint '{Directory}' has nothing of {subtask}.") { IsDamage = true };
    }

    /// <summary>Reads everything.</summary>
    /// <exception cref="SnapshotException">Something is not there or damaged; the first that was found.</exception>
    public void Verify()
    {
        var buffer = new byte[1 << 20];
        foreach (var expected in Manifest.Objects)
        {
            using var content = CheckpointStorage.Open(_store, expected.Name, expected.Length, $"savepoint {Manifest.Checkpoint} of {Manifest.Job}");
            var hash = new XxHash3();
            for (var position = 0L; position < content.Length;)
            {
                var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, content.Length - position));
                Read(content, expected.Name, position, piece);
                hash.Append(piece);
                position += piece.Length;
            }

            if (hash.GetCurrentHashAsUInt64().ToString("x16", CultureInfo.InvariantCulture) != expected.Hash)
            {
                throw new SnapshotException($"'{expected.Name}' in '{Directory}' was damaged: its hash is not the one that was written. {SubtaskSnapshot.WayOut}") { IsDamage = true };
            }
        }
    }

    private void Read(ISnapshotContent content, string name, long position, Span<byte> buffer)
    {
        try
        {
            content.Read(position, buffer);
        }
        catch (IOException e)
        {
            throw new SnapshotException($"'{name}' in '{Directory}' cannot be read: {e.Message} {SubtaskSnapshot.WayOut}", e) { IsDamage = true };
        }
    }
}
