using System.Buffers.Binary;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>
/// The batch that ends a transaction in a partition: one record, whose key is a version and a kind (0 abort, 1 commit)
/// and whose value is a version and the coordinator's epoch. It has an offset like any other, and consumers skip it.
/// </summary>
internal static class ControlBatch
{
    private const short Transactional = 0x10;
    private const short Control = 0x20;
    private const short Commit = 1;

    // One record: length, attributes, time delta, offset delta, key length, key, value length, value, number of headers.
    // All lengths are small, so each variable-length integer is one byte.
    private const int RecordLength = TotalBytes - BatchHeader.Size - 1;
    private const int KeyAt = BatchHeader.Size + 5;
    private const int ValueAt = KeyAt + 5;
    private const int TotalBytes = ValueAt + 7;

    /// <summary>A sealed batch; its place in the log is still to be set.</summary>
    public static byte[] Create(long producerId, short producerEpoch, EndMarker marker, long nowMs)
    {
        var batch = new byte[TotalBytes];
        Span<byte> bytes = batch;
        BinaryPrimitives.WriteInt32BigEndian(bytes[8..], TotalBytes - BatchHeader.LengthPrefix);
        bytes[BatchHeader.MagicAt] = 2;
        BinaryPrimitives.WriteInt16BigEndian(bytes[21..], Transactional | Control);
        BinaryPrimitives.WriteInt64BigEndian(bytes[27..], nowMs);
        BinaryPrimitives.WriteInt64BigEndian(bytes[35..], nowMs);
        BinaryPrimitives.WriteInt64BigEndian(bytes[43..], producerId);
        BinaryPrimitives.WriteInt16BigEndian(bytes[51..], producerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(bytes[53..], -1);
        BinaryPrimitives.WriteInt32BigEndian(bytes[57..], 1);

        bytes[BatchHeader.Size] = Zigzag(RecordLength);
        bytes[KeyAt - 1] = Zigzag(4);
        BinaryPrimitives.WriteInt16BigEndian(bytes[(KeyAt + 2)..], marker.IsCommit ? Commit : (short)0);
        bytes[ValueAt - 1] = Zigzag(6);
        BinaryPrimitives.WriteInt32BigEndian(bytes[(ValueAt + 2)..], marker.CoordinatorEpoch);

        BinaryPrimitives.WriteUInt32BigEndian(bytes[17..], Crc32C.Of(bytes[BatchHeader.ChecksummedFrom..]));
        return batch;
    }

    /// <summary>Reads the marker of a control batch that <see cref="Create"/> has made; <paramref name="batch"/> is whole.</summary>
    public static EndMarker Read(ReadOnlySpan<byte> batch) => new(
        BinaryPrimitives.ReadInt16BigEndian(batch[(KeyAt + 2)..]) == Commit,
        BinaryPrimitives.ReadInt32BigEndian(batch[(ValueAt + 2)..]));

    /// <summary>Whether a batch that calls itself a control batch has the size of one.</summary>
    public static bool IsSound(ReadOnlySpan<byte> batch) => batch.Length == TotalBytes;

    private static byte Zigzag(int value) => (byte)(value << 1);
}
