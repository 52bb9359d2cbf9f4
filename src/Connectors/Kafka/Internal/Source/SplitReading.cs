using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>One partition that is being read: its position, and what was decoded and not yet handed over.</summary>
internal sealed class SplitReading<T>(KafkaPartition partition, OffsetSplit split)
{
    // Bounds the memory of a fetch of large records, of which a batch could hold gigabytes.
    private const long MaxFetchBytes = 1024 * 1024;

    private RecordBatch<T>? _batch;
    private List<BadRecord>? _badRecords;
    private long _bytes;
    private long _position = split.Position;
    private bool _isAtEnd;
    private OffsetSplit _handedOver = split;

    public KafkaPartition Partition { get; } = partition;

    public string Id => _handedOver.Id;

    public bool IsFinished => _handedOver.IsFinished;

    /// <summary>The size of what was decoded and not handed over yet.</summary>
    public long Bytes => _bytes;

    /// <summary>The offset of the next record.</summary>
    public long Position => _position;

    /// <summary>Whether the fetch should be handed over before it grows further.</summary>
    public bool IsFull => _bytes >= MaxFetchBytes || _batch is { IsFull: true };

    /// <summary>Whether there is something to hand over.</summary>
    public bool HasChanged =>
        _position != _handedOver.Position || (HasReachedEnd && !IsFinished) || (_isAtEnd && _handedOver.HasBacklog);

    public bool HasReachedEnd => _position >= _handedOver.End;

    /// <summary>Whether a record at this offset belongs to the split: neither read before nor behind its end.</summary>
    public bool Accepts(long offset) => offset >= _position && offset < _handedOver.End;

    public void Append(T value, long timestamp, long offset, int bytes)
    {
        _batch ??= RecordBatch<T>.Rent();
        _batch.Append(value, timestamp);
        _bytes += bytes;
        _position = offset + 1;
        _isAtEnd = false;
    }

    public void AppendBad(long offset, BadRecord record)
    {
        (_badRecords ??= []).Add(record);
        _bytes += record.Raw.Length;
        _isAtEnd = false;
        _position = offset + 1;
    }

    /// <summary>Goes past an offset that leaves nothing behind.</summary>
    public void Skip(long offset)
    {
        MoveTo(offset + 1);
        _isAtEnd = false;
    }

    /// <summary>Moves the position over offsets without records: markers of transactions, compacted records.</summary>
    public void MoveTo(long position) => _position = Math.Max(_position, position);

    /// <summary>Takes that there is nothing behind an offset at the moment.</summary>
    public void MoveToEnd(long position)
    {
        MoveTo(position);
        _isAtEnd = true;
    }

    /// <summary>Continues elsewhere, where the user allows to go past (or back before) records that are missing.</summary>
    public void ResetTo(long position)
    {
        _position = position;
        _isAtEnd = false;
    }

    /// <summary>Takes what was decoded, with the split as it stands behind it.</summary>
    /// <param name="end">The end of the partition as it is known by now, or negative. Of what transactions hold back nothing can be read yet, so the end that the library has reached counts more.</param>
    public SourceFetch<T> Take(long end = -1)
    {
        _handedOver = _handedOver with
        {
            Position = _position,
            IsFinished = HasReachedEnd,
            KnownEnd = _isAtEnd ? _position : Math.Max(end, _handedOver.KnownEnd),
        };
        var fetch = new SourceFetch<T>(_handedOver, _batch, _badRecords);
        _batch = null;
        _badRecords = null;
        _bytes = 0;
        return fetch;
    }
}
