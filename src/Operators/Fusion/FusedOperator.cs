using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>Runs a fused run of stateless stages that emit at most one record for each they take.</summary>
/// <remarks>Where the record type stays the same the batch is compacted in place.</remarks>
internal sealed class FusedOperator<TIn, TOut> : StreamOperator, IReceiver<TIn>
{
    private readonly FusedLoop<TIn, TOut> _loop;
    private readonly OutputPort<TOut> _output = new();

    public FusedOperator(OperatorContext context, FusedLoop<TIn, TOut> loop)
        : base(context)
    {
        _loop = loop;
        Input = new InputPort<TIn>(this);
        Outputs = [_output];
    }

    public override InputPort Input { get; }

    public override IReadOnlyList<OutputPort> Outputs { get; }

    public void Receive(RecordBatch<TIn> batch)
    {
        var count = batch.Count;
        var isInPlace = typeof(TIn) == typeof(TOut);
        var target = isInPlace ? (RecordBatch<TOut>)(RecordBatch)batch : RecordBatch<TOut>.Rent(count);
        var written = _loop(batch.Values, batch.Timestamps, count, target.Values, target.Timestamps);
        if (isInPlace)
        {
            // What lies behind the kept records would hold their objects back in the pool.
            Array.Clear(target.Values, written, count - written);
        }

        target.Count = written;
        Counters.In += count;
        Counters.Out += written;
        if (!isInPlace)
        {
            batch.Return();
        }

        _output.Emit(target);
    }
}
