using System.Buffers;
using System.Buffers.Binary;
using AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;
using K4os.Compression.LZ4;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Outboxes;

/// <summary>Reads the records of an <see cref="Outbox"/>.</summary>
internal static class OutboxReader
{
    private delegate void RecordHandler(EncodedRecord record, long number);

    /// <summary>Writes the records once more, each with its number in the outbox as tag.</summary>
    /// <exception cref="KafkaConnectorException">The outbox is of another version or damaged.</exception>
    public static void Produce(ReadOnlySpan<byte> outbox, TransactionalProducer producer) =>
        Read(outbox, producer.Produce, () =>
        {
            producer.Serve();
            return producer.Loss is null;
        });

    /// <summary>The records without some of them.</summary>
    public static Outbox Without(ReadOnlySpan<byte> outbox, IReadOnlySet<long> numbers)
    {
        var rest = new Outbox();
        Read(
            outbox,
            (record, number) =>
            {
                if (!numbers.Contains(number))
                {
                    rest.Append(record);
                }
            },
            static () => true);
        return rest;
    }

    private static void Read(ReadOnlySpan<byte> outbox, RecordHandler handle, Func<bool> goesOn)
    {
        if (outbox.IsEmpty || outbox[0] != Outbox.Version)
        {
            throw Unreadable(null);
        }

        var headers = new KafkaHeaderWriter();
        var number = 0L;
        for (var rest = outbox[1..]; !rest.IsEmpty;)
        {
            var chunk = Decompress(ref rest, out var length);
            try
            {
                ReadOnlySpan<byte> records = chunk.AsSpan(0, length);
                while (!records.IsEmpty)
                {
                    handle(OutboxRecord.Read(ref records, headers), number++);
                }

                if (!goesOn())
                {
                    return;
                }
            }
            catch (ArgumentOutOfRangeException e)
            {
                throw Unreadable(e);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(chunk);
            }
        }
    }

    private static byte[] Decompress(ref ReadOnlySpan<byte> rest, out int length)
    {
        if (rest.Length < Outbox.ChunkHeader)
        {
            throw Unreadable(null);
        }

        length = BinaryPrimitives.ReadInt32LittleEndian(rest);
        var compressed = BinaryPrimitives.ReadInt32LittleEndian(rest[sizeof(int)..]);
        rest = rest[Outbox.ChunkHeader..];
        if (length < 0 || compressed < 0 || compressed > rest.Length)
        {
            throw Unreadable(null);
        }

        var chunk = ArrayPool<byte>.Shared.Rent(length);
        if (LZ4Codec.Decode(rest[..compressed], chunk.AsSpan(0, length)) != length)
        {
            throw Unreadable(null);
        }

        rest = rest[compressed..];
        return chunk;
    }

    private static KafkaConnectorException Unreadable(Exception? cause) => new(
        "The outbox of a Kafka sink in the checkpoint is damaged or was written by another release. Restore it with the release that wrote it, or restore an older checkpoint.",
        cause);
}
