using System.Buffers.Binary;
using System.Text;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Raw;

/// <summary>Builds record batches of format 2, sound unless told otherwise.</summary>
internal static class Batches
{
    /// <summary>A batch with one record per timestamp.</summary>
    public static byte[] Of(long[] timestamps, long producerId = -1, short epoch = -1, int sequence = -1, short attributes = 0, int valueBytes = 10)
    {
        var records = new List<byte>();
        for (int i = 0; i < timestamps.Length; i++)
        {
            records.AddRange(Record(timestamps[i] - timestamps[0], i, valueBytes));
        }

        var batch = new byte[BatchHeader.Size + records.Count];
        records.CopyTo(batch, BatchHeader.Size);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(8), batch.Length - BatchHeader.LengthPrefix);
        batch[BatchHeader.MagicAt] = 2;
        BinaryPrimitives.WriteInt16BigEndian(batch.AsSpan(21), attributes);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(23), timestamps.Length - 1);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(27), timestamps[0]);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(35), timestamps.Max());
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(43), producerId);
        BinaryPrimitives.WriteInt16BigEndian(batch.AsSpan(51), epoch);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(53), sequence);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(57), timestamps.Length);
        return Seal(batch);
    }

    /// <summary>A batch of records with keys and values, of which either may be null.</summary>
    public static byte[] Keyed((string? Key, string? Value)[] records, long timestamp, long producerId = -1, short epoch = -1, int sequence = -1, short attributes = 0)
    {
        byte[] shape = Of([.. records.Select(_ => timestamp)], producerId, epoch, sequence, attributes, valueBytes: 0);
        byte[] bodies = [.. records.SelectMany((record, i) => Record(i, record.Key, record.Value))];
        byte[] batch = [.. shape[..BatchHeader.Size], .. bodies];
        return batch.With(bytes => BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), bytes.Length - BatchHeader.LengthPrefix));
    }

    /// <summary>A batch of <paramref name="count"/> records of an idempotent producer.</summary>
    public static byte[] Idempotent(long producerId, short epoch, int sequence, int count = 1) => Of(new long[count], producerId, epoch, sequence);

    /// <summary>Changes a sound batch and makes the checksum fit again.</summary>
    public static byte[] With(this byte[] batch, Action<byte[]> change)
    {
        change(batch);
        return Seal(batch);
    }

    private static byte[] Seal(byte[] batch)
    {
        BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(17), Crc32C.Of(batch.AsSpan(BatchHeader.ChecksummedFrom)));
        return batch;
    }

    private static byte[] Record(long timestampDelta, int offsetDelta, int valueBytes)
    {
        byte[] body = [0, .. Varint(timestampDelta), .. Varint(offsetDelta), .. Varint(-1), .. Varint(valueBytes), .. new byte[valueBytes], .. Varint(0)];
        return [.. Varint(body.Length), .. body];
    }

    private static byte[] Record(int offsetDelta, string? key, string? value)
    {
        byte[] body = [0, .. Varint(0), .. Varint(offsetDelta), .. Field(key), .. Field(value), .. Varint(0)];
        return [.. Varint(body.Length), .. body];
    }

    private static byte[] Field(string? text) => text is null ? Varint(-1) : [.. Varint(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Varint(long value)
    {
        var bytes = new List<byte>();
        ulong rest = (ulong)((value << 1) ^ (value >> 63));
        for (; rest >= 0x80; rest >>= 7)
        {
            bytes.Add((byte)(rest | 0x80));
        }

        bytes.Add((byte)rest);
        return [.. bytes];
    }
}
