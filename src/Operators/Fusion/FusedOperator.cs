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
            target.Truncate(written);
        }
        else
        {
            target.Count = written;
        }

        Counters.In += count;
        Counters.Out += written;
        if (!isInPlace)
        {
            batch.Return();
        }

        _failed.Flush();
        _output.Emit(target);
    }

    private int RunThrough(RecordBatch<TIn> batch, RecordBatch<TOut> target)
    {
        _progress.Start = 0;
        _progress.Written = 0;
        return batch.HasKinds ? RunByKind(batch, target) : RunTo(batch.Count, batch, target);
    }

    /// <summary>Runs the loop through each run of records of one kind; what comes of them is of that kind.</summary>
    private int RunByKind(RecordBatch<TIn> batch, RecordBatch<TOut> target)
    {
        target.AddKinds();
        var written = 0;
        for (var start = 0; start < batch.Count;)
        {
            var kind = batch.KindAt(start);
            if (batch.IsPair(start))
            {
                var before = Run(start, start + 1, written, batch, target);
                var after = Run(start + 1, start + 2, before, batch, target);

                // Where only one of both is left, the row comes or goes.
                var isUpdate = after - written == 2;
                target.KindArray.AsSpan(written, before - written).Fill(isUpdate ? RowKind.UpdateBefore : RowKind.Delete);
                target.KindArray.AsSpan(before, after - before).Fill(isUpdate ? RowKind.UpdateAfter : RowKind.Insert);
                (start, written) = (start + 2, after);
                continue;
            }

            // What a row was and nothing follows is its deletion.
            var isAlone = kind == RowKind.UpdateBefore;
            var end = isAlone ? start + 1 : batch.EndOfKind(start);
            var next = Run(start, end, written, batch, target);
            Array.Fill(target.KindArray, isAlone ? RowKind.Delete : kind, written, next - written);
            (start, written) = (end, next);
        }

        return written;
    }

    private int Run(int start, int end, int written, RecordBatch<TIn> batch, RecordBatch<TOut> target)
    {
        _progress.Start = start;
        _progress.Written = written;
        return RunTo(end, batch, target);
    }

    /// <summary>Runs the loop up to a record, and again behind every one that failed.</summary>
    private int RunTo(int end, RecordBatch<TIn> batch, RecordBatch<TOut> target)
    {
        while (true)
        {
            try
            {
                return _timedLoop is null
                    ? _loop!(batch.ValueArray, batch.TimestampArray, end, target.ValueArray, target.TimestampArray, _progress)
                    : _timedLoop(
                        batch.ValueArray, batch.TimestampArray, batch.Watermarks, end, target.ValueArray, target.TimestampArray, target.Watermarks, _progress);
            }
            catch (Exception e) when (FailedRecords<TIn>.IsOfRecord(e))
            {
                _failed.Take(batch, _progress, e);
                _progress.Start = _progress.Index + 1;
            }
        }
    }
}
