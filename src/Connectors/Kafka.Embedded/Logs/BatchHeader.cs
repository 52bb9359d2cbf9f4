using System.Buffers.Binary;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>
/// The fixed part of a record batch of format 2, the only thing the broker reads of a batch.
/// The checksum covers everything from the attributes on, so the base offset and the leader epoch before it can be set without touching it.
/// </summary>
internal readonly record struct BatchHeader(
    long BaseOffset,
    int TotalBytes,
    sbyte Magic,
    uint Checksum,
    short Attributes,
    int LastOffsetDelta,
    long BaseTimestamp,
    long MaxTimestamp,
    long ProducerId,
    short ProducerEpoch,
    int BaseSequence,
    int RecordCount)
{
    /// <summary>Bytes of the header; the records follow.</summary>
    public const int Size = 61;

    /// <summary>Bytes of the base offset and the length, which the length does not count.</summary>
    public const int LengthPrefix = 12;

    public const int ChecksummedFrom = 21;
    public const int MagicAt = 16;

    public long NextOffset => BaseOffset + LastOffsetDelta + 1;

    public int LastSequence => Sequence.Add(BaseSequence, LastOffsetDelta);

    public int Codec => Attributes & 0x07;

    /// <summary>Whether all records carry the broker's time (the maximum timestamp) instead of their own.</summary>
    public bool HasAppendTime => (Attributes & 0x08) != 0;

    public bool IsTransactional => (Attributes & 0x10) != 0;

    public bool IsControl => (Attributes & 0x20) != 0;

    public bool HasProducer => ProducerId >= 0;

    /// <summary>Reads a header; <paramref name="bytes"/> holds at least <see cref="Size"/> of them.</summary>
    public static BatchHeader Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64BigEndian(bytes),
        (int)Math.Min((long)BinaryPrimitives.ReadInt32BigEndian(bytes[8..]) + LengthPrefix, int.MaxValue),
        (sbyte)bytes[MagicAt],
        BinaryPrimitives.ReadUInt32BigEndian(bytes[17..]),
        BinaryPrimitives.ReadInt16BigEndian(bytes[21..]),
        BinaryPrimitives.ReadInt32BigEndian(bytes[23..]),
        BinaryPrimitives.ReadInt64BigEndian(bytes[27..]),
        BinaryPrimitives.ReadInt64BigEndian(bytes[35..]),
        BinaryPrimitives.ReadInt64BigEndian(bytes[43..]),
        BinaryPrimitives.ReadInt16BigEndian(bytes[51..]),
        BinaryPrimitives.ReadInt32BigEndian(bytes[53..]),
        BinaryPrimitives.ReadInt32BigEndian(bytes[57..]));

    /// <summary>Gives a batch its place in the log; the checksum stays valid.</summary>
    public static void Place(Span<byte> batch, long baseOffset, int leaderEpoch)
    {
        BinaryPrimitives.WriteInt64BigEndian(batch, baseOffset);
        BinaryPrimitives.WriteInt32BigEndian(batch[LengthPrefix..], leaderEpoch);
    }

    /// <summary>Stamps a batch with the broker's time and renews the checksum.</summary>
    public static void StampAppendTime(Span<byte> batch, long timestampMs)
    {
        BinaryPrimitives.WriteInt16BigEndian(batch[21..], (short)(BinaryPrimitives.ReadInt16BigEndian(batch[21..]) | 0x08));
        BinaryPrimitives.WriteInt64BigEndian(batch[35..], timestampMs);
        BinaryPrimitives.WriteUInt32BigEndian(batch[17..], Crc32C.Of(batch[ChecksummedFrom..]));
    }
}
