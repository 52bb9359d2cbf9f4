using System.Buffers;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>
/// Finds records by time. Exact to the record in uncompressed batches; compressed batches stay closed, so there the answer is exact to the batch.
/// </summary>
internal static class TimestampSearch
{
    /// <summary>The first record at or after <paramref name="timestamp"/> among those from <paramref name="startOffset"/> on.</summary>
    public static TimestampOffset First(IReadOnlyList<LogSegment> segments, long timestamp, long startOffset)
    {
        foreach (LogSegment segment in segments)
        {
            if (segment.MaxTimestamp < timestamp)
            {
                continue;
            }

            for (long position = segment.Index.PositionOfTimestamp(timestamp); position < segment.Bytes;)
            {
                BatchHeader header = segment.ReadHeader(position);
                if (header.MaxTimestamp >= timestamp && header.NextOffset > startOffset)
                {
                    TimestampOffset found = InBatch(segment, position, header, timestamp, startOffset);
                    if (found != TimestampOffset.None)
                    {
                        return found;
                    }
                }

                position += header.TotalBytes;
            }
        }

        return TimestampOffset.None;
    }

    /// <summary>The first record that has the highest timestamp of all from <paramref name="startOffset"/> on.</summary>
    public static TimestampOffset Highest(IReadOnlyList<LogSegment> segments, long startOffset)
    {
        long highest = segments.Max(segment => Highest(segment, startOffset));
        return highest < 0 ? TimestampOffset.None : First(segments, highest, startOffset);
    }

    private static long Highest(LogSegment segment, long startOffset)
    {
        if (segment.BaseOffset >= startOffset)
        {
            return segment.MaxTimestamp;
        }

        long highest = -1;
        for (long position = segment.Find(startOffset); position < segment.Bytes;)
        {
            BatchHeader header = segment.ReadHeader(position);
            highest = Math.Max(highest, header.MaxTimestamp);
            position += header.TotalBytes;
        }

        return highest;
    }

    private static TimestampOffset InBatch(LogSegment segment, long position, in BatchHeader header, long timestamp, long startOffset)
    {
        if (header.RecordCount > 0 && (header.HasAppendTime || header.Codec != 0))
        {
            return new TimestampOffset(header.HasAppendTime ? header.MaxTimestamp : header.BaseTimestamp, Math.Max(header.BaseOffset, startOffset));
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(header.TotalBytes);
        try
        {
            Span<byte> batch = buffer.AsSpan(0, header.TotalBytes);
            segment.Read(position, batch);
            foreach (TimestampOffset record in RecordTimestamps.In(batch, header))
            {
                if (record.Timestamp >= timestamp && record.Offset >= startOffset)
                {
                    return record;
                }
            }

            return TimestampOffset.None;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
