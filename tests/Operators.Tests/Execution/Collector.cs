using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Tests.Execution;

/// <summary>The end of a stream in a test: keeps the records and their timestamps.</summary>
internal sealed class Collector<T> : IReceiver<T>
{
    public List<(T Value, long Timestamp)> Records { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public List<RowKind> Kinds { get; } = [];

    /// <summary>The watermarks that the records came with, where they came with any.</summary>
    public List<long> Watermarks { get; } = [];

    public IEnumerable<T> Values => Records.Select(r => r.Value);

    public static Collector<T> Of(StreamOperator op, int output = 0)
    {
        var collector = new Collector<T>();
        op.Outputs[output].Connect(new InputPort<T>(collector));
        return collector;
    }

    public void Receive(RecordBatch<T> batch)
    {
        batch.Count.ShouldBeGreaterThan(0, "empty batches are not sent on");
        BatchSizes.Add(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            Records.Add((batch.Values[i], batch.Timestamps[i]));
            Kinds.Add(batch.KindAt(i));
            if (batch.HasWatermarks)
            {
                Watermarks.Add(batch.Watermarks[i]);
            }
        }

        batch.Return();
    }

    /// <summary>What has come since the last call.</summary>
    public List<(T Value, long Timestamp)> Take()
    {
        var taken = Records.ToList();
        Records.Clear();
        return taken;
    }
}
