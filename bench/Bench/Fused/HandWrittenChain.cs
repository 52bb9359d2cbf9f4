using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Bench.Fused;

/// <summary>The chain as one would write it by hand: the same arrays in, pieces of the same size out.</summary>
internal sealed class HandWrittenChain(ReadingBlock block)
{
    private readonly Heat[] _values = new Heat[RecordBatch.DefaultCapacity];
    private readonly long[] _timestamps = new long[RecordBatch.DefaultCapacity];

    /// <returns>How many records came out.</returns>
    public long Run(int rounds)
    {
        var total = 0L;
        for (var round = 0; round < rounds; round++)
        {
            for (var start = 0; start < block.Length; start += _values.Length)
            {
                total += Piece(block.Values, block.Timestamps, start, Math.Min(start + _values.Length, block.Length), _values, _timestamps);
            }
        }

        return total;
    }

    private static int Piece(Reading[] values, long[] timestamps, int start, int end, Heat[] outValues, long[] outTimestamps)
    {
        var written = 0;
        for (var i = start; i < end; i++)
        {
            var reading = values[i];
            if (reading.Status != 0)
            {
                var fahrenheit = new Heat(reading.Sensor, (reading.Celsius * 1.8) + 32);
                if (fahrenheit.Fahrenheit > 50)
                {
                    outValues[written] = new Heat(fahrenheit.Sensor % 100, fahrenheit.Fahrenheit);
                    outTimestamps[written] = timestamps[i];
                    written++;
                }
            }
        }

        return written;
    }
}
