using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>An epoch of a file sink: encodes records into lines and writes them, many at once, into its file.</summary>
internal sealed class FileEpoch<T>(
    FileTarget<T> target, PartWriter file, ByteBuffer chunk, int chunkBytes, ISerializer<T> serializer, ISubtaskContext context)
    : ITransactionalEpoch<T>
{
    private int _chunkRecords;
    private PreparedPart? _part;

    public void Write(RecordBatch<T> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var start = chunk.Count;
            if (Refusal(batch.Values[i], start) is { } refused)
            {
                chunk.Truncate(start);
                context.Refuse(refused with { Timestamp = batch.Timestamps[i] });
                continue;
            }

            chunk.Append((byte)'\n');
            _chunkRecords++;
            if (chunk.Count >= chunkBytes)
            {
                WriteChunk();
            }
        }
    }

    public ReadOnlyMemory<byte> Prepare(long checkpointId)
    {
        WriteChunk();
        _part = file.Prepare(checkpointId);
        return _part is null ? ReadOnlyMemory<byte>.Empty : PartFormat.Encode(_part);
    }

    public void Commit()
    {
        if (_part is not null)
        {
            target.Commit(_part);
        }
    }

    public void Discard() => file.Discard();

    /// <summary>Encodes a record; tells why it cannot stand in a file.</summary>
    private RefusedRecord<T>? Refusal(T record, int start)
    {
        try
        {
            serializer.Serialize(record, chunk);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new RefusedRecord<T>(record, $"The serializer threw {e.GetType().Name}: {e.Message}") { Cause = e };
        }

        return chunk.Written[start..].Contains((byte)'\n')
            ? new RefusedRecord<T>(record, "The serializer wrote it over several lines, which would be read as several records. Use one that writes no line feed.")
            : null;
    }

    private void WriteChunk()
    {
        if (chunk.Count > 0)
        {
            file.Append(chunk.Written, _chunkRecords);
            context.CountBytes(chunk.Count);
            chunk.Clear();
            _chunkRecords = 0;
        }
    }
}
