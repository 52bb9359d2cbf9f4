using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <content>Reading: what a fetch gets, and the offsets it may ask for.</content>
internal sealed partial class PartitionLog
{
    private long StableEnd => _producers.Transactions.StableEnd(_startOffset, Active.NextOffset);

    /// <summary>Plans a read of whole batches from <paramref name="offset"/> on.</summary>
    /// <param name="offset">The first offset wanted; the batch that holds it comes whole.</param>
    /// <param name="maxBytes">The most bytes to return.</param>
    /// <param name="atLeastOneBatch">Whether the first batch is returned even where it is larger than that.</param>
    /// <param name="isolation">Whether undecided records are returned.</param>
    public LogSlice Plan(long offset, int maxBytes, bool atLeastOneBatch, IsolationLevel isolation)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return LogSlice.Failed(ErrorCode.UnknownTopicOrPartition);
            }

            long end = Active.NextOffset;
            long stable = StableEnd;
            var nothing = new LogSlice(ErrorCode.None, end, stable, _startOffset, null, 0, 0);
            if (offset < _startOffset || offset > end)
            {
                return nothing with { Error = ErrorCode.OffsetOutOfRange };
            }

            long limit = isolation == IsolationLevel.ReadCommitted ? stable : end;
            LogSegment? segment = offset >= limit ? null : _segments.Find(candidate => candidate.NextOffset > offset);
            if (segment is null)
            {
                return nothing;
            }

            long position = segment.Find(offset);
            int bytes = WholeBatches(segment, position, segment.NextOffset > limit ? segment.Find(limit) : segment.Bytes, maxBytes, atLeastOneBatch);
            return bytes == 0 ? nothing : nothing with
            {
                Segment = segment,
                Position = position,
                Bytes = bytes,
                Aborted = isolation == IsolationLevel.ReadCommitted ? AbortedIn(segment, offset, position + bytes) : null,
            };
        }
    }

    /// <summary>The size of all segments.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _segments.Sum(segment => segment.Bytes);
            }
        }
    }

    public (long Start, long End) Offsets()
    {
        lock (_gate)
        {
            return (_startOffset, Active.NextOffset);
        }
    }

    /// <summary>One past the last offset that a reader may be given.</summary>
    public long EndFor(IsolationLevel isolation)
    {
        lock (_gate)
        {
            return isolation == IsolationLevel.ReadCommitted ? StableEnd : Active.NextOffset;
        }
    }

    /// <summary>The first record at or after a time, in milliseconds since the epoch.</summary>
    public TimestampOffset FindTimestamp(long timestamp)
    {
        lock (_gate)
        {
            return _closed ? TimestampOffset.None : TimestampSearch.First(_segments, timestamp, _startOffset);
        }
    }

    /// <summary>The record with the highest timestamp.</summary>
    public TimestampOffset FindMaxTimestamp()
    {
        lock (_gate)
        {
            return _closed ? TimestampOffset.None : TimestampSearch.Highest(_segments, _startOffset);
        }
    }

    private IReadOnlyList<AbortedTransaction> AbortedIn(LogSegment segment, long offset, long endPosition) =>
        _producers.Transactions.AbortedIn(offset, endPosition < segment.Bytes ? segment.ReadHeader(endPosition).BaseOffset : segment.NextOffset);

    private static int WholeBatches(LogSegment segment, long position, long limit, int maxBytes, bool atLeastOneBatch)
    {
        long left = limit - position;
        if (left <= maxBytes)
        {
            return (int)left;
        }

        long cut = segment.Index.Floor(position + maxBytes);
        if (cut > position)
        {
            return (int)(cut - position);
        }

        int first = segment.ReadHeader(position).TotalBytes;
        return first <= maxBytes || atLeastOneBatch ? first : 0;
    }
}
