using System.Buffers;
using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>Writes the records of a sealed <see cref="Outbox"/> once more.</summary>
internal static class OutboxReader
{
    /// <exception cref="KafkaConnectorException">The outbox is of another version or damaged.</exception>
    public static void Produce(ReadOnlySpan<byte> outbox, TransactionalProducer producer)
    {
        if (outbox.IsEmpty || outbox[0] != Outbox.Version)
        {
            throw Unreadable(null);
        }

        var headers = new KafkaHeaderWriter();
        for (var rest = outbox[1..]; !rest.IsEmpty && producer.Loss is null;)
        {
            var chunk = Decompress(ref rest, out var length);
            try
            {
                ReadOnlySpan<byte> records = chunk.AsSpan(0, length);
                while (!records.IsEmpty)
                {
                    producer.Produce(OutboxRecord.Read(ref records, headers));
                }

                producer.Serve();
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
