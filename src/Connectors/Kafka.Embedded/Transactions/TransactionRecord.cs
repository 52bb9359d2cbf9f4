using System.Buffers.Binary;
using System.Collections.Immutable;
using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;

/// <summary>
/// The records of the transaction log as bytes: a length, a checksum of what follows, and then either the coordinator's epoch
/// or everything known of one transactional id.
/// </summary>
internal static class TransactionRecord
{
    /// <summary>Bytes of the length and the checksum.</summary>
    public const int Prefix = 8;

    private const sbyte EpochKind = 0;
    private const sbyte StateKind = 1;

    public static byte[] OfCoordinatorEpoch(int epoch)
    {
        using var writer = new WireWriter();
        Begin(writer, EpochKind);
        writer.WriteInt32(epoch);
        return Seal(writer);
    }

    public static byte[] Of(TransactionMetadata state)
    {
        using var writer = new WireWriter();
        Begin(writer, StateKind);
        writer.WriteString(state.TransactionalId);
        writer.WriteInt64(state.ProducerId);
        writer.WriteInt16(state.Epoch);
        writer.WriteInt64(state.LastProducerId);
        writer.WriteInt16(state.LastEpoch);
        writer.WriteInt32(state.TimeoutMs);
        writer.WriteInt8((sbyte)state.State);
        writer.WriteInt64(state.StartedMs);
        writer.WriteInt64(state.ChangedMs);
        writer.WriteArrayLength(state.Partitions.Count);
        foreach (TopicPartition partition in state.Partitions)
        {
            writer.WriteString(partition.Topic);
            writer.WriteInt32(partition.Partition);
        }

        writer.WriteArrayLength(state.Offsets.Count);
        foreach ((string group, var offsets) in state.Offsets)
        {
            writer.WriteString(group);
            Write(offsets.Values, offsets.Count, writer);
        }

        return Seal(writer);
    }

    /// <summary>The bytes of the record that <paramref name="rest"/> begins with; 0 where it does not hold a whole and sound one.</summary>
    public static int SoundBytes(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < Prefix)
        {
            return 0;
        }

        long total = sizeof(int) + (long)BinaryPrimitives.ReadInt32BigEndian(rest);
        return total > Prefix && total <= rest.Length && BinaryPrimitives.ReadUInt32BigEndian(rest[sizeof(int)..]) == Crc32C.Of(rest[Prefix..(int)total])
            ? (int)total
            : 0;
    }

    /// <summary>Whether what <paramref name="rest"/> begins with was whole once and is no more, so that it is no unfinished write.</summary>
    public static bool IsDamaged(ReadOnlySpan<byte> rest)
    {
        long total = rest.Length < Prefix ? 0 : sizeof(int) + (long)BinaryPrimitives.ReadInt32BigEndian(rest);
        return total > Prefix && total < rest.Length;
    }

    /// <summary>Reads a sound record: a coordinator's epoch, or a transactional id's state.</summary>
    /// <exception cref="WireFormatException">It is not what this version writes.</exception>
    public static (int? CoordinatorEpoch, TransactionMetadata? State) Read(byte[] record)
    {
        var reader = new WireReader(record, Prefix, record.Length - Prefix) { Flexible = true };
        return reader.ReadInt8() switch
        {
            EpochKind => (reader.ReadInt32(), null),
            StateKind => (null, ReadState(reader)),
            var kind => throw new WireFormatException($"A record of kind {kind}."),
        };
    }

    private static TransactionMetadata ReadState(WireReader reader) => new()
    {
        TransactionalId = reader.ReadString(),
        ProducerId = reader.ReadInt64(),
        Epoch = reader.ReadInt16(),
        LastProducerId = reader.ReadInt64(),
        LastEpoch = reader.ReadInt16(),
        TimeoutMs = reader.ReadInt32(),
        State = (TransactionState)reader.ReadInt8(),
        StartedMs = reader.ReadInt64(),
        ChangedMs = reader.ReadInt64(),
        Partitions = [.. Repeat(reader, static reader => new TopicPartition(reader.ReadString(), reader.ReadInt32()))],
        Offsets = Repeat(reader, static reader => KeyValuePair.Create(reader.ReadString(), ReadOffsets(reader))).ToImmutableDictionary(),
    };

    private static ImmutableDictionary<TopicPartition, CommittedOffset> ReadOffsets(WireReader reader) =>
        Repeat(reader, static reader => new CommittedOffset(reader.ReadString(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt32(), reader.ReadNullableString()))
            .ToImmutableDictionary(offset => new TopicPartition(offset.Topic, offset.Partition));

    private static List<T> Repeat<T>(WireReader reader, Func<WireReader, T> read)
    {
        var items = new List<T>();
        for (int left = reader.ReadArrayLength(); left > 0; left--)
        {
            items.Add(read(reader));
        }

        return items;
    }

    private static void Write(IEnumerable<CommittedOffset> offsets, int count, WireWriter writer)
    {
        writer.WriteArrayLength(count);
        foreach (CommittedOffset offset in offsets)
        {
            writer.WriteString(offset.Topic);
            writer.WriteInt32(offset.Partition);
            writer.WriteInt64(offset.Offset);
            writer.WriteInt32(offset.LeaderEpoch);
            writer.WriteString(offset.Metadata);
        }
    }

    private static void Begin(WireWriter writer, sbyte kind)
    {
        writer.Begin();
        writer.WriteInt32(0); // The checksum's place.
        writer.Flexible = true;
        writer.WriteInt8(kind);
    }

    private static byte[] Seal(WireWriter writer)
    {
        byte[] record = writer.Complete().ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(sizeof(int)), Crc32C.Of(record.AsSpan(Prefix)));
        return record;
    }
}
