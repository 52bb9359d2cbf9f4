using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Bench.Shuffle;

/// <summary>Clicks of four partitions that have drifted apart, each read in order, a batch of one after a batch of another; one click of every user in every window.</summary>
/// <param name="open">By how many windows the first is ahead of the last.</param>
internal sealed class DriftingBlock(int open) : IRecordBlock<Click>
{
    public const int Users = 15;
    public const int Partitions = 4;
    public const long WindowMs = 5_000;
    private const int WindowsOfBatch = RecordBatch.DefaultCapacity / Users;
    private const int Batches = 256;
    private const int BatchLength = WindowsOfBatch * Users;

    private readonly int _apart = open / (Partitions - 1);

    /// <summary>How far a click may be behind the latest.</summary>
    public TimeSpan Disorder => TimeSpan.FromMilliseconds(((_apart * (Partitions - 1)) + WindowsOfBatch + 1) * WindowMs);

    public int Length => Batches * Partitions * BatchLength;

    public void Copy(int start, int round, int count, Click[] values, long[] timestamps)
    {
        for (var i = 0; i < count; i++)
        {
            var (batch, click) = Math.DivRem(start + i, BatchLength);
            var (step, partition) = Math.DivRem(batch, Partitions);
            var (window, user) = Math.DivRem(click, Users);
            var position = ((((long)round * Batches) + step) * WindowsOfBatch) + window + ((Partitions - 1 - partition) * (long)_apart);
            // Spread over 64 bits, as identifiers are.
            values[i] = new Click(user * 0x5DEECE66DL, position * WindowMs);
        }

        Array.Fill(timestamps, RecordBatch.NoTimestamp, 0, count);
    }
}
