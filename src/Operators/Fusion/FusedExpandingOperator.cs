using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>Runs a fused run of stateless stages of which one may emit any number of records.</summary>
internal sealed class FusedExpandingOperator<TIn, TOut> : StreamOperator, IReceiver<TIn>
{
    private readonly FusedExpandingLoop<TIn, TOut> _loop;
    private readonly OutputPort<TOut> _output = new();
    private readonly Emitter<TOut> _emitter;

    public FusedExpandingOperator(OperatorContext context, FusedExpandingLoop<TIn, TOut> loop)
        : base(context)
    {
        _loop = loop;
        _emitter = new Emitter<TOut>(_output, Counters);
        Input = new InputPort<TIn>(this);
        Outputs = [_output];
    }

    public override InputPort Input { get; }

    public override IReadOnlyList<OutputPort> Outputs { get; }

    public void Receive(RecordBatch<TIn> batch)
    {
        Counters.In += batch.Count;
        _loop(batch.Values, batch.Timestamps, batch.Count, _emitter);
        _emitter.Flush();
        batch.Return();
    }
}
