using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Bench.Shared;

/// <summary>Counts what it is given, notes when the last of it came, and keeps nothing.</summary>
internal sealed class DiscardingSink<T> : ISink<T>
{
    private readonly Lock _gate = new();

    public string Description => "discarding";

    public DeliveryGuarantee Guarantee => DeliveryGuarantee.None;

    public long Count { get; private set; }

    /// <summary>The clocks as they stood when the last batch came.</summary>
    public Cost LastWrite { get; private set; }

    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => new Writer(this);

    private void Add(int count)
    {
        lock (_gate)
        {
            Count += count;
            LastWrite = Cost.Now;
        }
    }

    private sealed class Writer(DiscardingSink<T> sink) : ISinkWriter<T>
    {
        public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored) => restored();

        public bool IsReady => true;

        public void Write(RecordBatch<T> batch)
        {
            sink.Add(batch.Count);
            batch.Return();
        }

        public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared) => prepared(default);

        public void Commit(long checkpointId, Action committed) => committed();

        public void Dispose()
        {
        }
    }
}
