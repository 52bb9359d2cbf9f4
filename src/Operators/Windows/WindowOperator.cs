using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Queries;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>Gathers the records of each key in windows and emits what comes of them.</summary>
/// <remarks>
/// <para>
/// A window fires when its time has come: the watermark (or the clock) has passed its last millisecond. It then emits
/// one result for each key, with the window's last millisecond as timestamp. With an allowed lateness it is kept that
/// much longer, and every late record emits the new result of its key at once. A record all of whose windows are closed
/// for good is late: counted, and sent to the late output. One of whose windows only some are belongs to the others.
/// </para>
/// <para>
/// It is put together of parts: which windows a record belongs to (<see cref="AlignedWindows"/>), what becomes late
/// (<see cref="Lateness"/>), what has fired (<see cref="TimeTrigger"/>), where accumulators lie (<see cref="PaneSet{TKey, TAccumulator}"/>;
/// these three are in <see cref="OpenWindows{TKey, TAccumulator}"/>), how records get into them (<see cref="IFolding{T, TKey, TAccumulator}"/>),
/// how windows come of slices (<see cref="IWindowFiring{TKey, TAccumulator}"/>) and what comes out
/// (<see cref="IWindowResults{TKey, TAccumulator}"/>). State is kept by slice of time first: firing a window walks tables; no
/// timer per key exists.
/// </para>
/// </remarks>
internal sealed class WindowOperator<T, TKey, TAccumulator> : StreamOperator, IReceiver<T>
    where TKey : notnull
{
    private readonly AlignedWindows _windows;
    private readonly OpenWindows<TKey, TAccumulator> _open;
    private readonly KeyColumn<T, TKey> _keys;
    private readonly IFolding<T, TKey, TAccumulator> _folding;
    private readonly IWindowFiring<TKey, TAccumulator> _firing;
    private readonly IWindowResults<TKey, TAccumulator> _results;
    private readonly OutputPort<T> _lateOutput = new();
    private readonly Emitter<T> _late;
    private readonly FailedRecords<T> _failed;
    private readonly bool _isEventTime;

    /// <param name="context">The surroundings.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="open">Those of the subtask.</param>
    /// <param name="keys">Computes the keys.</param>
    /// <param name="folding">Takes records into windows.</param>
    /// <param name="firing">Decides when something comes of them.</param>
    /// <param name="results">Emits what does.</param>
    /// <param name="partials">Takes what senders have combined of records, where they do.</param>
    public WindowOperator(
        OperatorContext context,
        AlignedWindows windows,
        OpenWindows<TKey, TAccumulator> open,
        ColumnLoop<T, TKey> keys,
        IFolding<T, TKey, TAccumulator> folding,
        IWindowFiring<TKey, TAccumulator> firing,
        IWindowResults<TKey, TAccumulator> results,
        Func<IReceiver<T>, IWindowFiring<TKey, TAccumulator>, InputPort>? partials = null)
        : base(context)
    {
        _windows = windows;
        _open = open;
        _keys = new KeyColumn<T, TKey>(keys, context);
        _folding = folding;
        _firing = firing;
        _results = results;
        _failed = new FailedRecords<T>(context, context.ErrorPolicy);
        _late = new Emitter<T>(_lateOutput, new OperatorCounters(), context.CarriesTime);
        _isEventTime = windows.Time == TimeDomain.EventTime;
        Inputs = [partials?.Invoke(this, firing) ?? new InputPort<T>(this)];
        Outputs = [results.Output, _lateOutput, _failed.Output];
    }

    public override OperatorInterests Interests =>
        OperatorInterests.EventTime | OperatorInterests.EndOfInput | OperatorInterests.Pauses | (_isEventTime ? OperatorInterests.None : OperatorInterests.ProcessingTime);

    public override IReadOnlyList<InputPort> Inputs { get; }

    public override IReadOnlyList<OutputPort> Outputs { get; }

    protected override bool UsesProcessingTime => !_isEventTime;

    public override IReadOnlyList<ReadableState> Readable => Windows is { } windows ? [windows] : [];

    /// <summary>The open windows, to be read from outside.</summary>
    public ReadableState? Windows { get; init; }

    /// <summary>A snapshot says which windows have fired, not how much of one.</summary>
    public override bool CanFreezeHalfway => !_firing.IsHalfway;

    public override long NextProcessingTime => _firing.NextEnd;

    public override AwaitedTime Awaited => _firing.NextEnd switch
    {
        long.MaxValue => AwaitedTime.Nothing,
        var end when _isEventTime => new AwaitedTime(end - 1, long.MaxValue, AwaitedKind.Window),
        var end => new AwaitedTime(long.MaxValue, end, AwaitedKind.Window),
    };

    public override void Open(OperatorRestore restore, Action opened)
    {
        _open.Rehearse(RehearseFreeze);
        _open.Restore(restore);
        base.Open(restore, opened);
    }

    public void Receive(RecordBatch<T> batch)
    {
        Context.RefuseChanges(batch);
        Counters.In += batch.Count;
        _folding.Begin(batch, _failed);
        var (keys, hashes) = _keys.Fill(batch);
        if (_isEventTime)
        {
            AddByEventTime(batch, keys, hashes);
        }
        else
        {
            Add(batch, _open.Open(_windows.SliceOf(Context.Clock.NowMs).Start), keys, hashes, 0, batch.Count);
        }

        _failed.Flush();
        _late.Flush();
        _results.Flush();
        batch.Return();
    }

    public override bool OnWatermark(long watermark)
    {
        if (!_isEventTime)
        {
            _results.RaiseWatermark(watermark);
            return true;
        }

        // The channels of a new attempt begin anew and may for a while say less than the checkpoint did.
        _open.RaiseWatermark(watermark);
        return Fire(_open.Watermark);
    }

    public override bool OnProcessingTime(long now) => Fire(now - 1);

    public override bool OnEndOfInput() => Fire(Watermarks.Max);

    public override HeldMemory MeasureMemory() => new(_open.MeasureBytes() + _firing.MeasureBytes(), 0);

    public override void Freeze(OperatorFreeze freeze)
    {
        base.Freeze(freeze);
        _open.Freeze(freeze);
    }

    /// <summary>Adds records to a window; one for which that fails is skipped or diverted.</summary>
    /// <returns>Whether the last of them was added.</returns>
    private bool Add(RecordBatch<T> batch, Pane<TKey, TAccumulator> pane, TKey[] keys, ulong[] hashes, int from, int end)
    {
        while (from < end)
        {
            try
            {
                _folding.Add(pane, keys, hashes, from, end);
                return true;
            }
            catch (Exception e) when (FailedRecords<T>.IsOfRecord(e))
            {
                var failed = _folding.Next;
                _failed.Take(batch.Values[failed], batch.Timestamps[failed], RecordText.OfKey(keys[failed]), Context.OperatorName, e);
                from = failed + 1;
            }
        }

        return false;
    }

    private void AddByEventTime(RecordBatch<T> batch, TKey[] keys, ulong[] hashes)
    {
        var from = 0;
        var timestamps = batch.TimestampArray;
        var count = batch.Count;
        while (from < count)
        {
            var slice = SliceOf(timestamps[from]);
            var (start, size) = (slice.Start, (ulong)(slice.End - slice.Start));
            var end = from + 1;
            while (end < count && (ulong)(timestamps[end] - start) < size)
            {
                end++;
            }

            if (_open.At(start) is not { } pane)
            {
                TakeLate(batch, from, end);
            }
            else if (_open.HasPassed(start))
            {
                AddBehindTime(batch, pane, keys, hashes, from, end);
            }
            else
            {
                Add(batch, pane, keys, hashes, from, end);
            }

            from = end;
        }
    }

    /// <summary>Takes records for whose window it is too late.</summary>
    private void TakeLate(RecordBatch<T> batch, int from, int end)
    {
        Counters.Late += end - from;
        for (var i = from; i < end; i++)
        {
            _late.RaiseWatermark(TimeAt(batch, i));
            _late.Append(batch.ValueArray[i], batch.TimestampArray[i]);
        }
    }

    /// <summary>Adds records to a slice of which time has passed a window and that takes them nevertheless.</summary>
    private void AddBehindTime(RecordBatch<T> batch, Pane<TKey, TAccumulator> pane, TKey[] keys, ulong[] hashes, int from, int end)
    {
        for (var i = from; i < end; i++)
        {
            if (Add(batch, pane, keys, hashes, i, i + 1))
            {
                _firing.OnLateAdded(pane, keys[i], hashes[i], TimeAt(batch, i));
            }
        }
    }

    private long TimeAt(RecordBatch<T> batch, int index) => batch.HasWatermarks ? batch.Watermarks[index] : _open.Watermark;

    private Window SliceOf(long timestamp) => timestamp != RecordBatch.NoTimestamp
        ? _windows.SliceOf(timestamp)
        : throw new StreamProcessingException(
            $"The operator '{Context.OperatorName}' windows by event time, but its records have no timestamps. " +
            "Give the source a watermark strategy with a timestamp, or use windows of processing time.");

    /// <summary>Emits the results of the windows that time has passed, and drops what is closed for good.</summary>
    /// <returns>Whether that is done; otherwise there was no room for more output.</returns>
    private bool Fire(long time)
    {
        if (!_firing.FireUpTo(time))
        {
            return false;
        }

        _open.Trigger.Fired(time);
        _results.Flush();
        _open.DropClosed(time);
        if (_open.Count == 0)
        {
            _firing.Release();
        }

        return true;
    }
}
