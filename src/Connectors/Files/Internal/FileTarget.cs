using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Shared;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>A directory as the target of a transactional sink: an epoch is a file, its marker is its name.</summary>
/// <remarks>
/// A file is written under a name that no other life of the job uses, so that a subtask of an older attempt that does
/// not know of its end cannot write into the same one. Preparing makes content and name durable; committing only
/// renames. So there is nothing to lock out: what an older attempt could still rename is what this one renames too.
/// </remarks>
internal sealed class FileTarget<T>(string directory, ISerializer<T> serializer, int chunkBytes, ISubtaskContext context) : ITransactionalTarget<T>
{
    private readonly PartNames _names = new(context.JobName, context.OperatorName);
    private readonly ByteBuffer _chunk = new(chunkBytes + 4096);

    public void Fence(IReadOnlyList<int> subtasks, long checkpointId) => FileErrors.Guard("prepare the directory", directory, () =>
    {
        if (File.Exists(directory))
        {
            throw FileErrors.IsFile(directory);
        }

        DurableDirectory.Create(directory);
        RemoveLeftovers(checkpointId);
        DirectorySync.Flush(directory);
    });

    public void Found(SinkLife life, long checkpointId)
    {
        // Names carry the checkpoint, and a name that is taken is refused when the epoch is prepared.
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

    public void Dispose() => _chunk.Return();

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
