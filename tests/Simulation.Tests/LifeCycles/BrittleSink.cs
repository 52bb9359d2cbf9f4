using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Simulation.Tests.LifeCycles;

/// <summary>A sink that cannot be closed, as a client is whose connection is gone.</summary>
internal sealed class BrittleSink<T> : ISink<T>
{
    public string Description => "brittle";

    public DeliveryGuarantee Guarantee => DeliveryGuarantee.None;

    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => new Writer();

    private sealed class Writer : ISinkWriter<T>
    {
        public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored) => restored();

        public bool IsReady => true;

        public void Write(RecordBatch<T> batch) => batch.Return();

        public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared) => prepared(ReadOnlyMemory<byte>.Empty);

        public void Commit(long checkpointId, Action committed) => committed();

        public void Dispose() => throw new InvalidOperationException("The connection is gone.");
    }
}
