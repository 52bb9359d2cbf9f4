using System.Buffers.Binary;
using System.Text;
using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Outboxes;

/// <summary>How a record stands in an <see cref="Outbox"/>.</summary>
/// <remarks>
/// Flags (1 byte), partition (4) and timestamp (8) where there is one, key and value each as length (4) and bytes where
/// there is one, and where there are headers their number (4) and for each its name and value, each as length and bytes.
/// Little-endian.
/// </remarks>
internal static class OutboxRecord
{
    private const byte HasKey = 1;
    private const byte HasValue = 2;
    private const byte HasPartition = 4;
    private const byte HasTimestamp = 8;
    private const byte HasHeaders = 16;
    private const int FixedSize = 1 + 4 + 8 + 4 + 4 + 4;

    public static int MaxSize(EncodedRecord record) => checked(
        FixedSize + record.Key.Length + record.Value.Length
        + (record.Headers is { } headers ? headers.Bytes.Length + (headers.Count * 2 * sizeof(int)) : 0));

    /// <returns>How many bytes were written.</returns>
    public static int Write(EncodedRecord record, Span<byte> target)
    {
        var headers = record.Headers is { Count: > 0 } h ? h : null;
        target[0] = (byte)((record.HasKey ? HasKey : 0)
            | (record.IsTombstone ? 0 : HasValue)
            | (record.Partition == EncodedRecord.AnyPartition ? 0 : HasPartition)
            | (record.Timestamp == RecordBatch.NoTimestamp ? 0 : HasTimestamp)
            | (headers is null ? 0 : HasHeaders));
        var position = 1;
        if (record.Partition != EncodedRecord.AnyPartition)
        {
            WriteNumber(target, ref position, record.Partition);
        }

        if (record.Timestamp != RecordBatch.NoTimestamp)
        {
            BinaryPrimitives.WriteInt64LittleEndian(target[position..], record.Timestamp);
            position += sizeof(long);
        }

        if (record.HasKey)
        {
            WriteBytes(target, ref position, record.Key);
        }

        if (!record.IsTombstone)
        {
            WriteBytes(target, ref position, record.Value);
        }

        if (headers is not null)
        {
            WriteNumber(target, ref position, headers.Count);
            for (var i = 0; i < headers.Count; i++)
            {
                var (name, value, length) = headers[i];
                WriteBytes(target, ref position, headers.Bytes[name..(value - 1)]);
                WriteBytes(target, ref position, headers.Bytes.Slice(value, length));
            }
        }

        return position;
    }

    /// <param name="source">Begins with the record; behind it afterwards.</param>
    /// <param name="headers">Takes its headers; used by every record in turn.</param>
    public static EncodedRecord Read(ref ReadOnlySpan<byte> source, KafkaHeaderWriter headers)
    {
        headers.Clear();
        var flags = source[0];
        source = source[1..];
        var partition = (flags & HasPartition) != 0 ? ReadNumber(ref source) : EncodedRecord.AnyPartition;
        var timestamp = RecordBatch.NoTimestamp;
        if ((flags & HasTimestamp) != 0)
        {
            timestamp = BinaryPrimitives.ReadInt64LittleEndian(source);
            source = source[sizeof(long)..];
        }

        var key = (flags & HasKey) != 0 ? ReadBytes(ref source) : default;
        var value = (flags & HasValue) != 0 ? ReadBytes(ref source) : default;
        for (var remaining = (flags & HasHeaders) != 0 ? ReadNumber(ref source) : 0; remaining > 0; remaining--)
        {
            var name = Encoding.UTF8.GetString(ReadBytes(ref source));
            headers.Add(name, ReadBytes(ref source));
        }

        return new EncodedRecord
        {
            Key = key,
            HasKey = (flags & HasKey) != 0,
            Value = value,
            IsTombstone = (flags & HasValue) == 0,
            Partition = partition,
            Timestamp = timestamp,
            Headers = headers.Count > 0 ? headers : null,
        };
    }

    private static void WriteNumber(Span<byte> target, ref int position, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target[position..], value);
        position += sizeof(int);
    }

    private static void WriteBytes(Span<byte> target, ref int position, ReadOnlySpan<byte> bytes)
    {
        WriteNumber(target, ref position, bytes.Length);
        bytes.CopyTo(target[position..]);
        position += bytes.Length;
    }

    private static int ReadNumber(ref ReadOnlySpan<byte> source)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(source);
        source = source[sizeof(int)..];
        return value;
    }

    private static ReadOnlySpan<byte> ReadBytes(ref ReadOnlySpan<byte> source)
    {
        var length = ReadNumber(ref source);
        var bytes = source[..length];
        source = source[length..];
        return bytes;
    }
}
