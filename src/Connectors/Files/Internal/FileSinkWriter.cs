using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Serialization;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>The subtask's side of a file sink: encodes records and hands the bytes to the worker.</summary>
/// <remarks>
/// The worker executes writing, preparing and committing in the order of the calls. After one of them failed, or once
/// the writer is disposed, it executes none: nothing is prepared that lacks records, and no late restore removes the
/// files of a newer attempt.
/// </remarks>
internal sealed class FileSinkWriter<T>(string directory, ISerializer<T> serializer, FileSinkOptions options, ISubtaskContext context) : ISinkWriter<T>
{
    private readonly PartFiles _files = new(directory, context);
    private ByteBuffer? _chunk;
    private int _chunkRecords;
    private long _waitingBytes;
    private Action? _wake;
    private bool _hasFailed;
    private volatile bool _isDisposed;

    public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored) => OnWorker(() =>
    {
        _files.Restore(checkpointId, states);
        context.Post(restored);
    });

    public bool IsReady(Action wake)
    {
        if (_waitingBytes < options.MaxBufferedBytes)
        {
            return true;
        }

        _wake = wake;
        return false;
    }

    public void Write(RecordBatch<T> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            _chunk ??= new ByteBuffer(options.ChunkBytes + 4096);
            var start = _chunk.Count;
            serializer.Serialize(batch.Values[i], _chunk);
            if (_chunk.Written[start..].Contains((byte)'\n'))
            {
                throw new FilesException(directory, $"The serializer of operator '{context.OperatorName}' wrote a record over several lines, which would be read as several records from '{directory}'. Use one that writes no line feed.");
            }

            _chunk.Append((byte)'\n');
            _chunkRecords++;
            if (_chunk.Count >= options.ChunkBytes)
            {
                HandOver();
            }
        }

        batch.Return();
    }

    public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared)
    {
        HandOver();
        OnWorker(() =>
        {
            var state = _files.Prepare(checkpointId);
            context.Post(() => prepared(state));
        });
    }

    public void Commit(long checkpointId, Action committed) => OnWorker(() =>
    {
        _files.Commit(checkpointId);
        context.Post(committed);
    });

    public void Dispose()
    {
        _isDisposed = true;
        _chunk?.Return();
        _chunk = null;
        context.Worker.Post(_files.Close);
    }

    private void HandOver()
    {
        if (_chunk is not { } chunk)
        {
            return;
        }

        var (bytes, records) = (chunk.Count, _chunkRecords);
        (_chunk, _chunkRecords) = (null, 0);
        _waitingBytes += bytes;
        OnWorker(() =>
        {
            _files.Append(chunk.Written, records);
            chunk.Return();
            context.Post(() => OnWritten(bytes));
        });
    }

    private void OnWritten(int bytes)
    {
        _waitingBytes -= bytes;
        if (_wake is { } wake && _waitingBytes < options.MaxBufferedBytes)
        {
            _wake = null;
            wake();
        }
    }

    private void OnWorker(Action action) => context.Worker.Post(() =>
    {
        if (_hasFailed || _isDisposed)
        {
            return;
        }

        // Reset only where the action comes to its end.
        _hasFailed = true;
        action();
        _hasFailed = false;
    });
}
