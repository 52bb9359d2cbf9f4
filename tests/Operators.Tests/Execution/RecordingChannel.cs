using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Tests.Execution;

/// <summary>The far end of a channel: keeps what is sent.</summary>
internal sealed class RecordingChannel<T> : IChannel
{
    public List<(T Value, long Timestamp)> Records { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public List<int> Capacities { get; } = [];

    public void Send(RecordBatch batch)
    {
        var typed = batch.ShouldBeOfType<RecordBatch<T>>();
        typed.Count.ShouldBeGreaterThan(0);
        BatchSizes.Add(typed.Count);
        Capacities.Add(typed.Capacity);
        Records.AddRange(Enumerable.Range(0, typed.Count).Select(i => (typed.Values[i], typed.Timestamps[i])));
        typed.Return();
    }
}
