using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Tests.Execution;

/// <summary>The far end of a channel: keeps what is sent.</summary>
internal sealed class RecordingChannel<T> : IChannel
{
    public List<(T Value, long Timestamp)> Records { get; } = [];

    public List<RowKind> Kinds { get; } = [];

    /// <summary>The watermarks that the records came with, where they came with any.</summary>
    public List<long> Watermarks { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public List<int> Capacities { get; } = [];

    public void Send(RecordBatch batch)
    {
        var typed = batch.ShouldBeOfType<RecordBatch<T>>();
        typed.Count.ShouldBeGreaterThan(0);
        BatchSizes.Add(typed.Count);
        Capacities.Add(typed.Capacity);
        Records.AddRange(Enumerable.Range(0, typed.Count).Select(i => (typed.Values[i], typed.Timestamps[i])));
        Kinds.AddRange(Enumerable.Range(0, typed.Count).Select(typed.KindAt));
        if (typed.HasWatermarks)
        {
            Watermarks.AddRange(typed.Watermarks.AsSpan(0, typed.Count));
        }

        typed.Return();
    }
}
