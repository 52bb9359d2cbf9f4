using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Sinks;

/// <summary>The end of a chain: hands batches to the writer, takes it through the epochs, and deals with what the system refuses.</summary>
/// <remarks>
/// A refusal may come after the barrier of its epoch has gone on, as late as the epoch is prepared. It is diverted behind
/// the barrier then, and stands in the snapshot besides: a restored sink diverts it anew, as what was diverted behind the
/// barrier is gone.
/// </remarks>
internal sealed class SinkOperator<T> : StreamOperator, IReceiver<T>
{
    private const string EpochsItem = "epochs";

    private readonly ISinkWriter<T> _writer;
    private readonly ErrorPolicy _policy;
    private readonly OutputPort<FailedRecord<T>> _failedOutput = new();
    private readonly Emitter<FailedRecord<T>> _failed;
    private readonly RefusedRecords<T> _refusals;

    /// <summary>What was refused behind each barrier whose epoch is not prepared yet.</summary>
    private readonly Dictionary<long, List<FailedRecord<T>>> _unprepared = [];

    /// <summary>What was refused before records flow, in this attempt or behind the barrier of the restored checkpoint.</summary>
    private readonly List<FailedRecord<T>> _undiverted = [];

    private bool _isOpen;
    private bool _isDraining;
    private bool _isDrained;

    public SinkOperator(OperatorContext context, ISink<T> sink, ErrorPolicy policy)
        : base(context)
    {
        _policy = policy;
        _refusals = new RefusedRecords<T>(context.Serializers);
        _failed = new Emitter<FailedRecord<T>>(_failedOutput, new OperatorCounters());
        context.Refusals = (Action<RefusedRecord<T>>)(refused => context.Post(() => OnRefused(refused)));
        context.ErrorPolicy = policy;
        _writer = sink.CreateWriter(context);
        Inputs = [new InputPort<T>(this)];
        Outputs = [_failedOutput];
    }

    public override OperatorInterests Interests => OperatorInterests.EventTime | OperatorInterests.Readiness | OperatorInterests.PromptMail;

    public override IReadOnlyList<InputPort> Inputs { get; }

    public override IReadOnlyList<OutputPort> Outputs { get; }

    public override void Open(OperatorRestore restore, Action opened)
    {
        Counters.Restore(restore);
        foreach (var refused in _refusals.Read(restore))
        {
            Take(refused);
        }

        // The part of a freeze that touches no writer, so that it is compiled while no record waits.
        _refusals.Write([]);
        _writer.Restore(restore.CheckpointId, [.. restore.Inherited(EpochsItem)], () =>
        {
            _isOpen = true;
            opened();
        });
    }

    public override bool IsReady => !_isDraining && _writer.IsReady;

    public void Receive(RecordBatch<T> batch)
    {
        Context.RefuseChanges(batch);
        DivertTaken();
        Counters.In += batch.Count;
        Counters.Out += batch.Count;
        _writer.Write(batch);
    }

    /// <summary>Behind the last watermark nothing may be diverted any more, so the writer decides before it.</summary>
    public override bool OnWatermark(long watermark)
    {
        DivertTaken();
        if (watermark != Watermarks.Max || _isDrained)
        {
            return true;
        }

        if (!_isDraining)
        {
            _isDraining = true;
            _writer.Drain(() =>
            {
                _isDraining = false;
                _isDrained = true;
            });
        }

        return _isDrained;
    }

    public override void Freeze(OperatorFreeze freeze)
    {
        DivertTaken();
        base.Freeze(freeze);
        var checkpointId = freeze.CheckpointId;
        var addEpochs = freeze.AddLater(EpochsItem);
        if (_policy == ErrorPolicy.Fail)
        {
            _writer.Prepare(checkpointId, addEpochs);
            return;
        }

        var addRefused = freeze.AddLater(RefusedRecords<T>.Item);
        _unprepared[checkpointId] = [];
        _writer.Prepare(checkpointId, epochs =>
        {
            addEpochs(epochs);
            _unprepared.Remove(checkpointId, out var refused);
            addRefused(_refusals.Write(refused!));
        });
    }

    public override HeldMemory MeasureMemory() => new(0, _writer.BufferedBytes);

    public override void OnCheckpointCompleted(long checkpointId, Action committed) => _writer.Commit(checkpointId, committed);

    public override void Dispose() => _writer.Dispose();

    private void OnRefused(RefusedRecord<T> refused)
    {
        if (_policy == ErrorPolicy.Fail)
        {
            Context.Fail(new RecordRefusedException(Context.OperatorName, Shown(refused), refused.Reason));
            return;
        }

        var failed = new FailedRecord<T>
        {
            Operator = Context.OperatorName,
            Record = _policy == ErrorPolicy.Divert ? refused.Record : default,
            Text = RecordText.Of(refused.Record),
            ErrorType = refused.Cause?.GetType().FullName ?? "",
            Error = refused.Reason,
            Timestamp = refused.Timestamp,
            FailedAt = Context.Time.GetUtcNow(),
            Encoded = refused.Encoded.ToArray(),
        };
        foreach (var epoch in _unprepared.Values)
        {
            epoch.Add(failed);
        }

        Take(failed);
        if (_isOpen)
        {
            DivertTaken();
        }
    }

    private static string Shown(RefusedRecord<T> refused) =>
        refused.Record is null && refused.Encoded.Length > 0 ? $"{refused.Encoded.Length} encoded bytes" : RecordText.Short(refused.Record);

    private void Take(FailedRecord<T> failed)
    {
        Counters.Out--;
        if (_policy == ErrorPolicy.Divert)
        {
            Counters.Diverted++;
            _undiverted.Add(failed);
        }
        else
        {
            Counters.Skipped++;
        }
    }

    private void DivertTaken()
    {
        if (_undiverted.Count > 0)
        {
            _undiverted.ForEach(failed => _failed.Append(failed, failed.Timestamp));
            _undiverted.Clear();
            _failed.Flush();
        }
    }
}
