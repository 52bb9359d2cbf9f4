using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Simulation.Tests.LifeCycles;

/// <summary>Counts the writers of a sink that are open.</summary>
internal sealed class TrackedSink<T>(ISink<T> sink) : ISink<T>
{
    public int OpenWriters { get; private set; }

    public string Description => sink.Description;

    public DeliveryGuarantee Guarantee => sink.Guarantee;

    public ISinkWriter<T> CreateWriter(ISubtaskContext context)
    {
        OpenWriters++;
        return new Writer(this, sink.CreateWriter(context));
    }

    private sealed class Writer(TrackedSink<T> tracked, ISinkWriter<T> writer) : ISinkWriter<T>
    {
        public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored) => writer.Restore(checkpointId, states, restored);

        public bool IsReady => writer.IsReady;

        public void Write(RecordBatch<T> batch) => writer.Write(batch);

        public void Drain(Action drained) => writer.Drain(drained);

        public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared) => writer.Prepare(checkpointId, prepared);

        public void Commit(long checkpointId, Action committed) => writer.Commit(checkpointId, committed);

        public void Dispose()
        {
            tracked.OpenWriters--;
            writer.Dispose();
        }
    }
}
