using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>An epoch of a file sink: encodes records into lines and writes them, many at once, into its file.</summary>
internal sealed class FileEpoch<T>(FileTarget<T> target, PartWriter file, ByteBuffer chunk, int chunkBytes, ISerializer<T> serializer) : ITransactionalEpoch<T>
{
    private int _chunkRecords;
    private PreparedPart? _part;

    public void Write(RecordBatch<T> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var start = chunk.Count;
            serializer.Serialize(batch.Values[i], chunk);
            if (chunk.Written[start..].Contains((byte)'\n'))
            {
                throw target.SeveralLines();
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

    private void WriteChunk()
    {
        if (chunk.Count > 0)
        {
            file.Append(chunk.Written, _chunkRecords);
            chunk.Clear();
            _chunkRecords = 0;
        }
    }
}
