using System.Buffers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>Reads a segment from its beginning at start: rebuilds the index and the producers' state, and finds where sound batches end.</summary>
internal static class SegmentRecovery
{
    private const int FirstCapacity = 1 << 20;

    /// <summary>Registers every sound batch; whatever follows the last one is left to the caller.</summary>
    /// <param name="segment">The segment, with nothing registered.</param>
    /// <param name="producers">Are told of every batch.</param>
    /// <param name="nowMs">When producers count as seen, in milliseconds since the epoch: the log does not know when it was written.</param>
    /// <returns>The bytes in the file behind the sound batches.</returns>
    public static long Run(LogSegment segment, PartitionProducers producers, long nowMs = 0)
    {
        long fileBytes = segment.FileBytes;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstCapacity);
        try
        {
            int held = 0;
            int used = 0;
            while (true)
            {
                Span<byte> rest = buffer.AsSpan(used, held - used);
                int wanted = WantedBytes(rest, fileBytes - segment.Bytes);
                if (wanted == 0)
                {
                    return fileBytes - segment.Bytes;
                }

                if (wanted <= rest.Length)
                {
                    if (!TryRegister(segment, producers, nowMs, rest[..wanted]))
                    {
                        return fileBytes - segment.Bytes;
                    }

                    used += wanted;
                    continue;
                }

                int kept = rest.Length;
                buffer = Compact(buffer, rest, wanted);
                int count = segment.Read(segment.Bytes + kept, buffer.AsSpan(kept, (int)Math.Min(buffer.Length - kept, fileBytes - segment.Bytes - kept)));
                if (count == 0)
                {
                    return 0; // The file has been shortened under our hands: nothing is left to cut.
                }

                held = kept + count;
                used = 0;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Bytes needed to go on: a header, then its batch; 0 when what follows cannot be a whole batch.</summary>
    private static int WantedBytes(ReadOnlySpan<byte> rest, long left)
    {
        if (left < BatchHeader.Size)
        {
            return 0;
        }

        if (rest.Length < BatchHeader.Size)
        {
            return BatchHeader.Size;
        }

        int total = BatchHeader.Read(rest).TotalBytes;
        return total >= BatchHeader.Size && total <= left ? total : 0;
    }

    private static bool TryRegister(LogSegment segment, PartitionProducers producers, long nowMs, ReadOnlySpan<byte> batch)
    {
        BatchHeader header = BatchHeader.Read(batch);
        bool sound = header.Magic == 2
            && header.BaseOffset >= segment.NextOffset
            && header.LastOffsetDelta >= 0
            && (!header.IsControl || ControlBatch.IsSound(batch))
            && header.Checksum == Crc32C.Of(batch[BatchHeader.ChecksummedFrom..]);
        if (sound)
        {
            segment.Register(header);
            producers.Record(header, batch, nowMs);
        }

        return sound;
    }

    private static byte[] Compact(byte[] buffer, ReadOnlySpan<byte> rest, int wanted)
    {
        if (wanted <= buffer.Length)
        {
            rest.CopyTo(buffer);
            return buffer;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(wanted);
        rest.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
