using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Sinks;

/// <summary>The end of a chain: hands batches to the writer and takes it through the epochs.</summary>
internal sealed class SinkOperator<T> : StreamOperator, IReceiver<T>
{
    private const string EpochsItem = "epochs";

    private readonly ISinkWriter<T> _writer;

    public SinkOperator(OperatorContext context, ISink<T> sink)
        : base(context)
    {
        _writer = sink.CreateWriter(context);
        Input = new InputPort<T>(this);
    }

    public override InputPort Input { get; }

    public override IReadOnlyList<OutputPort> Outputs => [];

    public override void Open(OperatorRestore restore, Action opened)
    {
        Counters.Restore(restore);
        _writer.Restore(restore.CheckpointId, [.. restore.Inherited(EpochsItem)], opened);
    }

    public override bool IsReady(Action wake) => _writer.IsReady(wake);

    public void Receive(RecordBatch<T> batch)
    {
        Counters.In += batch.Count;
        Counters.Out += batch.Count;
        _writer.Write(batch);
    }

    public override void Freeze(OperatorFreeze freeze)
    {
        base.Freeze(freeze);
        _writer.Prepare(freeze.CheckpointId, freeze.AddLater(EpochsItem));
    }

    public override void OnCheckpointCompleted(long checkpointId, Action committed) => _writer.Commit(checkpointId, committed);

    public override void Dispose() => _writer.Dispose();
}
