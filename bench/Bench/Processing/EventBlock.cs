using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Bench.Processing;

/// <summary>Records that are computed from their number, so that any program can make the same ones.</summary>
/// <param name="length">How many.</param>
/// <param name="at">The record of a number.</param>
internal sealed class EventBlock<T>(int length, Func<long, T> at) : IRecordBlock<T>
{
    public int Length => length;

    public void Copy(int start, int round, int count, T[] values, long[] timestamps)
    {
        for (var i = 0; i < count; i++)
        {
            values[i] = at(start + i);
        }

        Array.Fill(timestamps, RecordBatch.NoTimestamp, 0, count);
    }
}

/// <summary>The numbers that records are made of.</summary>
internal static class Numbers
{
    /// <summary>A number that looks like chance (the finalizer of SplitMix64).</summary>
    public static ulong Mix(long number)
    {
        var mixed = (ulong)number + 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>One of a number of keys; odd ones for odd numbers.</summary>
    public static long KeyOf(long number, int keys) => (2 * (long)(Mix(number) % ((ulong)keys / 2))) + (number & 1);
}
