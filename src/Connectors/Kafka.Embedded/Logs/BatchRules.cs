using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>Decides whether what a producer sent for one partition is one sound batch; records themselves are not looked at.</summary>
internal static class BatchRules
{
    private const int HighestCodec = 4;

    /// <summary>Checks the shape and the checksum; <paramref name="header"/> is valid only with <see cref="ErrorCode.None"/>.</summary>
    public static ErrorCode Check(ReadOnlySpan<byte> records, LogSettings settings, long nowMs, out BatchHeader header)
    {
        header = default;
        if (records.Length > BatchHeader.MagicAt && (sbyte)records[BatchHeader.MagicAt] is 0 or 1)
        {
            return ErrorCode.UnsupportedForMessageFormat;
        }

        if (records.Length < BatchHeader.Size)
        {
            return ErrorCode.CorruptMessage;
        }

        header = BatchHeader.Read(records);
        if (header.Magic != 2 || header.TotalBytes < BatchHeader.Size || header.TotalBytes > records.Length)
        {
            return ErrorCode.CorruptMessage;
        }

        if (header.TotalBytes < records.Length)
        {
            return ErrorCode.InvalidRecord; // The protocol allows one batch per partition and request.
        }

        if (records.Length > settings.MaxBatchBytes)
        {
            return ErrorCode.MessageTooLarge;
        }

        return header.Checksum != Crc32C.Of(records[BatchHeader.ChecksummedFrom..]) ? ErrorCode.CorruptMessage : CheckContent(header, settings, nowMs);
    }

    private static ErrorCode CheckContent(in BatchHeader header, LogSettings settings, long nowMs)
    {
        if (header.RecordCount <= 0 || header.LastOffsetDelta != header.RecordCount - 1 || header.IsControl)
        {
            return ErrorCode.InvalidRecord;
        }

        if (header.IsTransactional && !header.HasProducer)
        {
            return ErrorCode.InvalidRecord;
        }

        if (header.HasProducer && (header.ProducerEpoch < 0 || header.BaseSequence < 0))
        {
            return ErrorCode.InvalidRecord;
        }

        if (header.Codec > HighestCodec)
        {
            return ErrorCode.UnsupportedCompressionType;
        }

        bool timely = header.MaxTimestamp >= -1
            && (settings.AppendTime || header.MaxTimestamp == -1
                || (nowMs - header.BaseTimestamp <= settings.MaxTimestampAgeMs && header.MaxTimestamp - nowMs <= settings.MaxTimestampAheadMs));
        return timely ? ErrorCode.None : ErrorCode.InvalidTimestamp;
    }
}
