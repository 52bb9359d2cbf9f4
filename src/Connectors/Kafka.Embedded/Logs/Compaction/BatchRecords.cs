using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs.Compaction;

/// <summary>The opened records of one batch, of which some may be taken out.</summary>
/// <param name="header">The batch's header.</param>
/// <param name="payload">The records, unpacked.</param>
/// <param name="records">Where each is in it.</param>
internal sealed class BatchRecords(BatchHeader header, byte[] payload, IReadOnlyList<BatchRecords.Entry> records)
{
    private const short DeleteHorizon = 0x40;
    private const short CodecBits = 0x07;
    private const int MostVarintBytes = 10;

    public IReadOnlyList<Entry> Records => records;

    /// <summary>Opens a batch.</summary>
    /// <returns>Null where its records cannot be read.</returns>
    public static BatchRecords? Open(ReadOnlySpan<byte> batch, in BatchHeader header)
    {
        if (Codecs.Open(batch, header) is not { } payload)
        {
            return null;
        }

        var records = new List<Entry>(Math.Min(Math.Max(header.RecordCount, 0), payload.Length));
        int at = 0;
        while (at < payload.Length)
        {
            if (!TryReadVarint(payload, ref at, out long length) || length <= 0 || length > payload.Length - at || Read(payload, at, (int)length, header) is not { } record)
            {
                return null;
            }

            records.Add(record);
            at += (int)length;
        }

        return records.Count == header.RecordCount ? new BatchRecords(header, payload, records) : null;
    }

    /// <summary>When the batch's tombstones, or the marker that it is, may go, in milliseconds since the epoch; null where nobody has said yet.</summary>
    public static long? HorizonOf(in BatchHeader header) => (header.Attributes & DeleteHorizon) != 0 ? header.BaseTimestamp : null;

    /// <summary>Notes in a sealed batch without times of its own when it may go.</summary>
    public static void SetHorizon(Span<byte> batch, long horizonMs)
    {
        BinaryPrimitives.WriteInt16BigEndian(batch[21..], (short)(BinaryPrimitives.ReadInt16BigEndian(batch[21..]) | DeleteHorizon));
        BinaryPrimitives.WriteInt64BigEndian(batch[27..], horizonMs);
        Seal(batch);
    }

    /// <summary>The batch with some of its records only, not packed. Its offsets and sequence numbers stay, so that it may begin and end with a gap, or be empty.</summary>
    /// <param name="kept">Which records.</param>
    /// <param name="horizonMs">When those without a value may go; null where there are none.</param>
    public byte[] With(IReadOnlyList<Entry> kept, long? horizonMs)
    {
        long baseTimestamp = horizonMs ?? header.BaseTimestamp;
        using var output = new MemoryStream();
        output.Write(new byte[BatchHeader.Size]);
        foreach (Entry record in kept)
        {
            using var body = new MemoryStream();
            body.WriteByte(record.Attributes);
            WriteVarint(body, record.Timestamp - baseTimestamp);
            WriteVarint(body, record.OffsetDelta);
            body.Write(payload, record.BodyAt, record.BodyBytes);
            WriteVarint(output, body.Length);
            body.WriteTo(output);
        }

        byte[] batch = output.ToArray();
        Span<byte> bytes = batch;
        BinaryPrimitives.WriteInt64BigEndian(bytes, header.BaseOffset);
        BinaryPrimitives.WriteInt32BigEndian(bytes[8..], batch.Length - BatchHeader.LengthPrefix);
        BinaryPrimitives.WriteInt32BigEndian(bytes[BatchHeader.LengthPrefix..], PartitionLog.LeaderEpoch);
        bytes[BatchHeader.MagicAt] = 2;
        short attributes = (short)(header.Attributes & ~CodecBits & ~DeleteHorizon);
        BinaryPrimitives.WriteInt16BigEndian(bytes[21..], horizonMs is null ? attributes : (short)(attributes | DeleteHorizon));
        BinaryPrimitives.WriteInt32BigEndian(bytes[23..], header.LastOffsetDelta);
        BinaryPrimitives.WriteInt64BigEndian(bytes[27..], baseTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(bytes[35..], header.HasAppendTime || kept.Count == 0 ? header.MaxTimestamp : kept.Max(record => record.Timestamp));
        BinaryPrimitives.WriteInt64BigEndian(bytes[43..], header.ProducerId);
        BinaryPrimitives.WriteInt16BigEndian(bytes[51..], header.ProducerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(bytes[53..], header.BaseSequence);
        BinaryPrimitives.WriteInt32BigEndian(bytes[57..], kept.Count);
        Seal(bytes);
        return batch;
    }

    private static void Seal(Span<byte> batch) => BinaryPrimitives.WriteUInt32BigEndian(batch[17..], Crc32C.Of(batch[BatchHeader.ChecksummedFrom..]));

    private static Entry? Read(byte[] payload, int start, int length, in BatchHeader header)
    {
        int end = start + length;
        int at = start + 1;
        if (!TryReadVarint(payload, ref at, out long timestampDelta) || !TryReadVarint(payload, ref at, out long offsetDelta) || offsetDelta < 0 || offsetDelta > header.LastOffsetDelta)
        {
            return null;
        }

        int bodyAt = at;
        if (!TryReadVarint(payload, ref at, out long keyBytes) || keyBytes > end - at)
        {
            return null;
        }

        int keyAt = at;
        at += (int)Math.Max(keyBytes, 0);
        if (!TryReadVarint(payload, ref at, out long valueBytes) || at > end)
        {
            return null;
        }

        UInt128? key = keyBytes < 0 ? null : Fingerprint(payload.AsSpan(keyAt, (int)keyBytes));
        return new Entry(header.BaseOffset + offsetDelta, (int)offsetDelta, header.BaseTimestamp + timestampDelta, payload[start], key, valueBytes < 0, bodyAt, end - bodyAt);
    }

    /// <summary>Stands for a key: half of a SHA-256, so that a log of any length fits into memory.</summary>
    private static UInt128 Fingerprint(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static bool TryReadVarint(byte[] bytes, ref int at, out long value)
    {
        ulong encoded = 0;
        for (int i = 0; i < MostVarintBytes && at < bytes.Length; i++)
        {
            byte part = bytes[at++];
            encoded |= (ulong)(part & 0x7f) << (7 * i);
            if (part < 0x80)
            {
                value = (long)(encoded >> 1) ^ -(long)(encoded & 1);
                return true;
            }
        }

        value = 0;
        return false;
    }

    private static void WriteVarint(MemoryStream output, long value)
    {
        ulong rest = (ulong)((value << 1) ^ (value >> 63));
        for (; rest >= 0x80; rest >>= 7)
        {
            output.WriteByte((byte)(rest | 0x80));
        }

        output.WriteByte((byte)rest);
    }

    /// <summary>One record.</summary>
    /// <param name="Offset">Its offset.</param>
    /// <param name="OffsetDelta">How far it is behind the batch's first.</param>
    /// <param name="Timestamp">Its own time, in milliseconds since the epoch.</param>
    /// <param name="Attributes">As it came.</param>
    /// <param name="Key">Stands for its key; null where it has none.</param>
    /// <param name="IsTombstone">Whether it has no value, and so says that its key is gone.</param>
    /// <param name="BodyAt">Where its key, value and headers begin.</param>
    /// <param name="BodyBytes">How long they are.</param>
    internal readonly record struct Entry(long Offset, int OffsetDelta, long Timestamp, byte Attributes, UInt128? Key, bool IsTombstone, int BodyAt, int BodyBytes);
}
