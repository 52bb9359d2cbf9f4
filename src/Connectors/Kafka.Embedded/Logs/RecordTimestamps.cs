namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>Walks the records of an uncompressed batch for their timestamps. A batch whose records make no sense ends the walk early.</summary>
internal static class RecordTimestamps
{
    public static List<TimestampOffset> In(ReadOnlySpan<byte> batch, in BatchHeader header)
    {
        var records = new List<TimestampOffset>();
        ReadOnlySpan<byte> rest = batch[BatchHeader.Size..];
        while (TryReadVarint(ref rest, out long length) && length > 0 && length <= rest.Length)
        {
            ReadOnlySpan<byte> record = rest[1..(int)length]; // One byte of attributes, unused by the format.
            rest = rest[(int)length..];
            if (!TryReadVarint(ref record, out long timestampDelta) || !TryReadVarint(ref record, out long offsetDelta))
            {
                break;
            }

            records.Add(new TimestampOffset(header.BaseTimestamp + timestampDelta, header.BaseOffset + offsetDelta));
        }

        return records;
    }

    private static bool TryReadVarint(ref ReadOnlySpan<byte> bytes, out long value)
    {
        ulong encoded = 0;
        for (int i = 0; i < bytes.Length && i < 10; i++)
        {
            encoded |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                value = (long)(encoded >> 1) ^ -(long)(encoded & 1);
                return true;
            }
        }

        value = 0;
        return false;
    }
}
