using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Fusion;

namespace AkkaStreamProc.Bench.Fused;

/// <summary>The compiled loop of the measured chain by itself, over the same arrays as the hand-written one: no source, no batches.</summary>
internal sealed class FusedLoopOnly(ReadingBlock block)
{
    private readonly FusedLoop<Reading, Heat> _loop = FusedLoopCompiler.Compile<Reading, Heat>(
    [
        new Stage(StageKind.Where, (System.Linq.Expressions.Expression<Func<Reading, bool>>)(r => r.Status != 0)),
        new Stage(StageKind.Select, (System.Linq.Expressions.Expression<Func<Reading, Heat>>)(r => new Heat(r.Sensor, (r.Celsius * 1.8) + 32))),
        new Stage(StageKind.Where, (System.Linq.Expressions.Expression<Func<Heat, bool>>)(h => h.Fahrenheit > 50)),
        new Stage(StageKind.Select, (System.Linq.Expressions.Expression<Func<Heat, Heat>>)(h => new Heat(h.Sensor % 100, h.Fahrenheit))),
    ]);

    private readonly LoopProgress _progress = new();
    private readonly Heat[] _values = new Heat[RecordBatch.DefaultCapacity];
    private readonly long[] _timestamps = new long[RecordBatch.DefaultCapacity];
    private readonly Reading[][] _pieces = [.. block.Values.Chunk(RecordBatch.DefaultCapacity)];
    private readonly long[][] _times = [.. block.Timestamps.Chunk(RecordBatch.DefaultCapacity)];

    /// <returns>How many records came out.</returns>
    public long Run(int rounds)
    {
        var total = 0L;
        for (var round = 0; round < rounds; round++)
        {
            for (var piece = 0; piece < _pieces.Length; piece++)
            {
                _progress.Start = 0;
                _progress.Written = 0;
                total += _loop(_pieces[piece], _times[piece], _pieces[piece].Length, _values, _timestamps, _progress);
            }
        }

        return total;
    }

    /// <summary>The processor time of a run, by record.</summary>
    public double Nanoseconds(int rounds, double records) => Cost.Of(() => Run(rounds)).ProcessorNanosecondsEach(records);
}
