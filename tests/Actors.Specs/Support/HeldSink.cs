using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>A sink whose worker is in the middle of a call that takes until the spec releases it, as a commit to a slow system is.</summary>
internal sealed class HeldSink<T> : ISink<T>
{
    private readonly ManualResetEventSlim _release = new();

    /// <summary>What has happened: <c>opened</c>, <c>called</c>, <c>disposed</c>, <c>released</c>, <c>closed</c>.</summary>
    public Recording<string> Steps { get; } = new();

    public string Description => "held";

    public DeliveryGuarantee Guarantee => DeliveryGuarantee.AtLeastOnce;

    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => new Writer(this, context);

    public void Release()
    {
        Steps.Add("released");
        _release.Set();
    }

    private sealed class Writer(HeldSink<T> sink, ISubtaskContext context) : ISinkWriter<T>
    {
        public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored)
        {
            sink.Steps.Add("opened");
            restored();
        }

        public bool IsReady => true;

        public void Write(RecordBatch<T> batch)
        {
            batch.Return();
            context.Worker.Post(() =>
            {
                sink.Steps.Add("called");
                sink._release.Wait();
            });
        }

        public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared) => prepared(ReadOnlyMemory<byte>.Empty);

        public void Commit(long checkpointId, Action committed) => committed();

        public void Dispose()
        {
            sink.Steps.Add("disposed");
            context.Worker.Post(() => sink.Steps.Add("closed"));
        }
    }
}
