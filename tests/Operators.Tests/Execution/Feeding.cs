using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Tests.Execution;

/// <summary>Feeds operators by hand.</summary>
internal static class Feeding
{
    public static RecordBatch<T> Batch<T>(params IEnumerable<(T Value, long Timestamp)> records)
    {
        var all = records.ToList();
        var batch = RecordBatch<T>.Rent(all.Count);
        all.ForEach(r => batch.Append(r.Value, r.Timestamp));
        return batch;
    }

    /// <summary>A batch of a changelog.</summary>
    public static RecordBatch<T> Changes<T>(params IEnumerable<(T Value, long Timestamp, RowKind Kind)> records)
    {
        var all = records.ToList();
        var batch = RecordBatch<T>.Rent(all.Count);
        all.ForEach(r => batch.Append(r.Value, r.Timestamp, r.Kind));
        return batch;
    }

    /// <summary>A batch that says how far event time is before each record.</summary>
    public static RecordBatch<T> TimedBatch<T>(params IEnumerable<(T Value, long Timestamp, long Watermark)> records)
    {
        var all = records.ToList();
        var batch = RecordBatch<T>.Rent(all.Count);
        batch.AddWatermarks();
        all.ForEach(r => batch.Append(r.Value, r.Timestamp, r.Watermark));
        return batch;
    }

    public static void Feed<T>(this StreamOperator op, params IEnumerable<(T Value, long Timestamp)> records) =>
        op.Inputs[0].Deliver(Batch(records));

    /// <summary>Lets the operator go on until it is done.</summary>
    /// <returns>How often it yielded.</returns>
    public static int Complete(Func<bool> step)
    {
        for (var yields = 0; ; yields++)
        {
            yields.ShouldBeLessThan(100_000, "the operator never gets done");
            if (step())
            {
                return yields;
            }
        }
    }
}
