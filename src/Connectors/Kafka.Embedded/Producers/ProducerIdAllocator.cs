using AkkaStreamProc.Connectors.Kafka.Embedded.Storage;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

/// <summary>
/// Hands out producer ids, each once in the life of the data directory: a block is reserved on disk before its first id is given,
/// and what is left of a block when the broker stops is never used. May be called from any thread.
/// </summary>
internal sealed class ProducerIdAllocator
{
    private const int BlockSize = 1000;
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly bool _flush;
    private long _next;
    private long _blockEnd;

    public ProducerIdAllocator(string directory, bool flush)
    {
        _path = Path.Combine(directory, "producer-ids.json");
        _flush = flush;
        _next = File.Exists(_path) ? StorageJson.Read(_path, StorageJson.Default.ProducerIdFile).NextBlock : 0;
        _blockEnd = _next;
    }

    /// <exception cref="IOException">No block could be reserved; nothing has been handed out.</exception>
    public long Next()
    {
        lock (_gate)
        {
            if (_next == _blockEnd)
            {
                StorageJson.Write(_path, new ProducerIdFile(_blockEnd + BlockSize), StorageJson.Default.ProducerIdFile, _flush);
                _blockEnd += BlockSize;
            }

            return _next++;
        }
    }
}
