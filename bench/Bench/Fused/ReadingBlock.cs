using AkkaStreamProc.Bench.Shared;

namespace AkkaStreamProc.Bench.Fused;

/// <summary>Random measurements, of which about one in eight has a bad status and one in four is too cold.</summary>
internal sealed class ReadingBlock : IRecordBlock<Reading>
{
    public ReadingBlock(int length)
    {
        var random = new Random(1);
        Values = new Reading[length];
        Timestamps = new long[length];
        for (var i = 0; i < length; i++)
        {
            Values[i] = new Reading(random.Next(1000), random.Next(8), random.NextDouble() * 40);
            Timestamps[i] = 1_700_000_000_000 + i;
        }
    }

    public Reading[] Values { get; }

    public long[] Timestamps { get; }

    public int Length => Values.Length;

    public void Copy(int start, int round, int count, Reading[] values, long[] timestamps)
    {
        Array.Copy(Values, start, values, 0, count);
        Array.Copy(Timestamps, start, timestamps, 0, count);
    }
}
