using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Shared;
using Microsoft.Win32.SafeHandles;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>The files one subtask of a sink writes, prepares and commits. Used on the worker only.</summary>
/// <remarks>
/// An epoch is one file. It is written under a name that no other life of the job uses, so that a subtask of an older
/// attempt that does not know of its end cannot write into the same file. Preparing makes content and name durable;
/// committing only renames, and repeating it is harmless.
/// </remarks>
internal sealed class PartFiles(string directory, ISubtaskContext context)
{
    private readonly PartNames _names = new(context.JobName, context.OperatorName);
    private readonly List<PreparedPart> _prepared = [];
    private SafeFileHandle? _handle;
    private string _openPath = "";
    private long _length;
    private long _records;

    /// <summary>Commits what the checkpoint left open and removes what was written after it.</summary>
    public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states)
    {
        Guarded("prepare the directory", directory, () =>
        {
            DurableDirectory.Create(directory);
            foreach (var part in states.SelectMany(PartState.Decode))
            {
                PartCommit.Settle(directory, part);
            }

            RemoveLeftovers(checkpointId);
            DirectorySync.Flush(directory);
        });
    }

    /// <summary>Appends encoded records to the file of the current epoch.</summary>
    public void Append(ReadOnlySpan<byte> bytes, int records)
    {
        try
        {
            if (_handle is null)
            {
                _openPath = Path.Join(directory, _names.Open(context.SubtaskIndex));
                _handle = File.OpenHandle(_openPath, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
                _length = _records = 0;
            }

            RandomAccess.Write(_handle, bytes, _length);
            _length += bytes.Length;
            _records += records;
        }
        catch (Exception e) when (FileErrors.IsInputOutput(e))
        {
            throw FileErrors.Failed("write the file", _openPath, e);
        }
    }

    /// <summary>Ends the epoch.</summary>
    /// <returns>The state for the checkpoint.</returns>
    public byte[] Prepare(long checkpointId)
    {
        if (_handle is not null)
        {
            Guarded("make durable the file", _openPath, () => EndFile(_handle, checkpointId));
        }

        return PartState.Encode(_prepared);
    }

    /// <summary>Makes visible what was prepared up to a checkpoint.</summary>
    public void Commit(long checkpointId)
    {
        var complete = _prepared.Where(part => part.CheckpointId <= checkpointId).ToList();
        if (complete.Count == 0)
        {
            return;
        }

        Guarded("commit files in", directory, () =>
        {
            foreach (var part in complete)
            {
                PartCommit.Settle(directory, part);
            }

            DirectorySync.Flush(directory);
        });
        _prepared.RemoveAll(complete.Contains);
    }

    /// <summary>Gives up the file of the current epoch.</summary>
    public void Close()
    {
        if (_handle is null)
        {
            return;
        }

        _handle.Dispose();
        _handle = null;
        try
        {
            File.Delete(_openPath);
        }
        catch (Exception e) when (FileErrors.IsInputOutput(e))
        {
            // The next life removes it.
        }
    }

    private static void Guarded(string attempt, string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (FileErrors.IsInputOutput(e))
        {
            throw FileErrors.Failed(attempt, path, e);
        }
    }

    private void EndFile(SafeFileHandle handle, long checkpointId)
    {
        RandomAccess.FlushToDisk(handle);
        handle.Dispose();
        _handle = null;
        var part = new PreparedPart(checkpointId, _names.Committed(context.SubtaskIndex, checkpointId), _length, _records);
        var committed = Path.Join(directory, part.Name);
        if (File.Exists(committed))
        {
            throw FileErrors.Occupied(committed);
        }

        File.Move(_openPath, Path.Join(directory, PartNames.Prepared(part.Name)));
        DirectorySync.Flush(directory);
        _prepared.Add(part);
    }

    private void RemoveLeftovers(long checkpointId)
    {
        foreach (var name in Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path)).ToList())
        {
            // Subtasks that no longer exist are tidied up after by those that do. What was prepared for the checkpoint
            // or before belongs to it, perhaps to the state of another subtask, whose business it is.
            if (_names.TryParseUncommitted(name, out var subtask, out var prepared)
                && subtask % context.Parallelism == context.SubtaskIndex
                && (prepared is null || prepared > checkpointId))
            {
                File.Delete(Path.Join(directory, name));
            }
        }
    }
}
