using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Operators.Tests.Execution;

/// <summary>A sink, and its only writer, that keeps what it is given and answers at once.</summary>
internal sealed class CollectingSink<T> : ISink<T>, ISinkWriter<T>
{
    public List<(T Value, long Timestamp)> Records { get; } = [];

    public List<string> Calls { get; } = [];

    public string Description => "list";

    public DeliveryGuarantee Guarantee => DeliveryGuarantee.ExactlyOnce;

    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => this;

    public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored)
    {
        Calls.Add($"restore {checkpointId} from {string.Join(",", states.Select(s => s.Span[0]))}");
        restored();
    }

    public bool IsReady => true;

    public void Write(RecordBatch<T> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            Records.Add((batch.Values[i], batch.Timestamps[i]));
        }

        batch.Return();
    }

    public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared)
    {
        Calls.Add($"prepare {checkpointId}");
        prepared(new[] { (byte)checkpointId });
    }

    public void Commit(long checkpointId, Action committed)
    {
        Calls.Add($"commit {checkpointId}");
        committed();
    }

    public void Dispose() => Calls.Add("dispose");
}
