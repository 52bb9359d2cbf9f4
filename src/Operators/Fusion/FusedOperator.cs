using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>Runs a fused run of stateless stages that emit at most one record for each they take.</summary>
/// <remarks>Where the record type stays the same the batch is compacted in place.</remarks>
internal sealed class FusedOperator<TIn, TOut> : StreamOperator, IReceiver<TIn>
{
    private readonly FusedLoop<TIn, TOut>? _loop;
    private readonly TimedFusedLoop<TIn, TOut>? _timedLoop;
    private readonly OutputPort<TOut> _output = new();
    private readonly LoopProgress _progress = new();
    private readonly FailedStages<TIn> _failed;
    private volatile bool _isAtWork;

    public FusedOperator(OperatorContext context, FusedLoop<TIn, TOut> loop, IReadOnlyList<string> stages)
        : this(context, stages) => _loop = loop;

    public FusedOperator(OperatorContext context, TimedFusedLoop<TIn, TOut> loop, IReadOnlyList<string> stages)
        : this(context, stages) => _timedLoop = loop;

    private FusedOperator(OperatorContext context, IReadOnlyList<string> stages)
        : base(context)
    {
        _failed = new FailedStages<TIn>(context, stages);
        Inputs = [new InputPort<TIn>(this)];
        Outputs = [_output, _failed.Output];
    }

    public override OperatorInterests Interests => OperatorInterests.None;

    public override IReadOnlyList<InputPort> Inputs { get; }

    public override IReadOnlyList<OutputPort> Outputs { get; }

    public override string? CallDetail => _isAtWork ? _failed.Describe(_progress) : null;

    public override long CallCount => Volatile.Read(ref _progress.Index);

    public void Receive(RecordBatch<TIn> batch)
    {
        var count = batch.Count;
        var isInPlace = typeof(TIn) == typeof(TOut);
        var target = isInPlace ? (RecordBatch<TOut>)(RecordBatch)batch : RecordBatch<TOut>.Rent(count);
        if (_timedLoop is not null)
        {
            batch.AddWatermarks();
            target.AddWatermarks();
        }

        _isAtWork = true;
        var written = RunThrough(batch, target);
        _isAtWork = false;
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

        _failed.Flush();
        _output.Emit(target);
    }

    /// <summary>Runs the loop, and again behind every record that failed.</summary>
    private int RunThrough(RecordBatch<TIn> batch, RecordBatch<TOut> target)
    {
        _progress.Start = 0;
        _progress.Written = 0;
        while (true)
        {
            try
            {
                return _timedLoop is null
                    ? _loop!(batch.Values, batch.Timestamps, batch.Count, target.Values, target.Timestamps, _progress)
                    : _timedLoop(
                        batch.Values, batch.Timestamps, batch.Watermarks, batch.Count, target.Values, target.Timestamps, target.Watermarks, _progress);
            }
            catch (Exception e) when (FailedRecords<TIn>.IsOfRecord(e))
            {
                _failed.Take(batch, _progress, e);
                _progress.Start = _progress.Index + 1;
            }
        }
    }
}
