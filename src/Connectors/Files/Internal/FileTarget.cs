using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Shared;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>A directory as the target of a transactional sink: an epoch is a file, its marker is its name.</summary>
/// <remarks>
/// A file is written under a name that no other life of the job uses, so that a subtask of an older attempt that does
/// not know of its end cannot write into the same one. Preparing makes content and name durable; committing only
/// renames: what an older attempt could still rename is what this one renames too. The directory is held against
/// whoever else may want to write into it, and against lives that do not continue what it holds (<see cref="SinkDirectory"/>).
/// </remarks>
internal sealed class FileTarget<T>(string directory, ISerializer<T> serializer, int chunkBytes, ISubtaskContext context, CancellationToken cancellation)
    : ITransactionalTarget<T>
{
    private readonly PartNames _names = new(context.JobName, context.OperatorName);
    private readonly ByteBuffer _chunk = new(chunkBytes + 4096);
    private SinkDirectory? _held;

    public void Fence(IReadOnlyList<int> subtasks, long checkpointId) => FileErrors.Guard("prepare the directory", directory, () =>
    {
        if (File.Exists(directory))
        {
            throw FileErrors.IsFile(directory);
        }

        DurableDirectory.Create(directory);
        var owner = new SinkOwner(context.JobName, context.OperatorName, context.Life.Identity, context.Life.Attempt, Environment.ProcessId);
        _held = SinkDirectory.Take(directory, owner, former => TakeOver(owner, former, checkpointId), cancellation);
        RemoveLeftovers(checkpointId);
        DirectorySync.Flush(directory);
    });

    public void Found(SinkLife life, long checkpointId)
    {
        // The owner of the directory is the marker, and is written by whoever takes it.
    }

    public void Settle(SinkState inherited)
    {
        if (inherited.Unconfirmed.Count > 0)
        {
            Commit([.. inherited.Unconfirmed.Select(PartFormat.Decode)]);
        }
    }

    public ITransactionalEpoch<T> Begin(SinkLife life)
    {
        _chunk.Clear();
        return new FileEpoch<T>(this, new PartWriter(directory, _names, context.SubtaskIndex), _chunk, chunkBytes, serializer, context);
    }

    public void Commit(params IReadOnlyList<PreparedPart> parts) => FileErrors.Guard("commit files in", directory, () =>
    {
        foreach (var part in parts)
        {
            PartCommit.Settle(directory, part);
        }

        DirectorySync.Flush(directory);
    });

    public void Dispose()
    {
        _chunk.Return();
        _held?.Dispose();
    }

    private void TakeOver(SinkOwner owner, SinkOwner? former, long checkpointId)
    {
        var committed = new List<(string Name, bool IsOwn, long CheckpointId)>();
        foreach (var name in Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path)))
        {
            if (_names.TryParseCommitted(name, out var isOwn, out var id))
            {
                committed.Add((name, isOwn, id));
            }
        }

        if (SinkTakeover.Refusal(directory, owner, former, checkpointId, [.. committed.OrderBy(c => c.Name, StringComparer.Ordinal)]) is { } refusal)
        {
            throw refusal;
        }
    }

    private void RemoveLeftovers(long checkpointId)
    {
        foreach (var name in Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path)).ToList())
        {
            // Whatever number a file has, one subtask tidies it up, also where nobody remembers that there were so many.
            // What was prepared for the checkpoint or before belongs to it, perhaps to the state of another subtask,
            // whose business it is.
            if (_names.TryParseUncommitted(name, out var subtask, out var prepared)
                && subtask % context.Parallelism == context.SubtaskIndex
                && (prepared is null || prepared > checkpointId))
            {
                File.Delete(Path.Join(directory, name));
            }
        }
    }
}
