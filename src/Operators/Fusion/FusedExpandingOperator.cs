using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>Runs a fused run of stateless stages of which one may emit any number of records.</summary>
/// <remarks>The results of a record go on when all of them are there, so that those of one that fails can be taken back.</remarks>
internal sealed class FusedExpandingOperator<TIn, TOut> : StreamOperator, IReceiver<TIn>
{
    private readonly FusedExpandingLoop<TIn, TOut>? _loop;
    private readonly TimedFusedExpandingLoop<TIn, TOut>? _timedLoop;
    private readonly OutputPort<TOut> _output = new();
    private readonly Emitter<TOut> _emitter;
    private readonly LoopProgress _progress = new();
    private readonly FailedStages<TIn> _failed;
    private volatile bool _isAtWork;

    public FusedExpandingOperator(OperatorContext context, FusedExpandingLoop<TIn, TOut> loop, IReadOnlyList<string> stages)
        : this(context, stages) => _loop = loop;

    public FusedExpandingOperator(OperatorContext context, TimedFusedExpandingLoop<TIn, TOut> loop, IReadOnlyList<string> stages)
        : this(context, stages) => _timedLoop = loop;

    private FusedExpandingOperator(OperatorContext context, IReadOnlyList<string> stages)
        : base(context)
    {
        _emitter = new Emitter<TOut>(_output, Counters, context.CarriesTime) { HoldsFull = true };
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
        Counters.In += batch.Count;
        if (_timedLoop is not null)
        {
            batch.AddWatermarks();
        }

        _progress.Start = 0;
        while (_progress.Start < batch.Count)
        {
            // What comes of a record is of its kind.
            _emitter.Kind = batch.KindAt(_progress.Start);
            _isAtWork = true;
            RunOn(batch, batch.HasKinds ? batch.EndOfKind(_progress.Start) : batch.Count);
            _isAtWork = false;
            _emitter.EmitFull();
        }

        _failed.Flush();
        _emitter.Flush();
        batch.Return();
    }

    /// <summary>Runs the loop until it has come to a record, a batch is full, or a record has failed.</summary>
    private void RunOn(RecordBatch<TIn> batch, int end)
    {
        try
        {
            if (_timedLoop is null)
            {
                _loop!(batch.ValueArray, batch.TimestampArray, end, _emitter, _progress);
            }
            else
            {
                _timedLoop(batch.ValueArray, batch.TimestampArray, batch.Watermarks, end, _emitter, _progress);
            }
        }
        catch (Exception e) when (FailedRecords<TIn>.IsOfRecord(e))
        {
            _emitter.TakeBack();
            _failed.Take(batch, _progress, e);
            _progress.Start = _progress.Index + 1;
        }
    }
}
