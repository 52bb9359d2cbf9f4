using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>Aggregates the records of each key and tumbling window.</summary>
/// <remarks>
/// <para>
/// A window fires when its time has come: the watermark (or the clock) has passed its last millisecond. It then emits
/// one result for each key, with the window's last millisecond as timestamp. With an allowed lateness it is kept that
/// much longer, and every late record emits the new result of its key at once. A record that comes after that is late:
/// counted, and sent to the late output. (Flink's event-time trigger.)
/// </para>
/// <para>
/// State is kept by window first, then, where there are many keys, by key group, then by key: firing a window walks its tables and drops them; no timer
/// per key exists.
/// </para>
/// </remarks>
internal partial class TumblingWindowOperator<T, TKey, TIn, TAccumulator, TResult, TOut, TAggregate> : StreamOperator, IReceiver<T>
    where TKey : notnull
    where TAggregate : struct, IAggregate<TIn, TAccumulator, TResult>
{
    private const string WatermarkItem = "watermark";

    private readonly WindowOptions _options;
    private readonly KeyColumn<T, TKey> _keys;
    private readonly Column<T, TIn>? _inputs;
    private readonly Func<TKey, Window, TResult, TOut> _select;
    private readonly OutputPort<TOut> _output = new();
    private readonly OutputPort<T> _lateOutput = new();
    private readonly Emitter<TOut> _results;
    private readonly Emitter<T> _late;
    private readonly PaneSet<TKey, TAccumulator> _panes;
    private readonly KeyedStateFormat<TKey, TAccumulator> _format;
    private readonly FailedRecords<T> _failed;
    private readonly long _size;
    private readonly bool _isEventTime;

    private long _watermark = Watermarks.Min;
    private bool _isFiring;

    // Where the record at hand is, and what the aggregate does with it, in case it throws.
    private int _next;
    private bool _isStarting;
    private long _processingStart;
    private bool _isEmitting;

    public TumblingWindowOperator(
        OperatorContext context,
        WindowOptions options,
        TAggregate aggregate,
        ColumnLoop<T, TKey> keys,
        Column<T, TIn>? inputs,
        Func<TKey, Window, TResult, TOut> select)
        : base(context)
    {
        _options = options;
        Aggregate = aggregate;
        _keys = new KeyColumn<T, TKey>(keys, context);
        _failed = new FailedRecords<T>(context, context.ErrorPolicy);
        _inputs = inputs;
        _select = select;
        _results = new Emitter<TOut>(_output, Counters, context.CarriesTime);
        _late = new Emitter<T>(_lateOutput, new OperatorCounters(), context.CarriesTime);
        _panes = new PaneSet<TKey, TAccumulator>(context.KeyGroups, context.MaxParallelism);
        _format = PaneSet<TKey, TAccumulator>.Descriptor.FormatIn(context.OperatorName, context.Serializers);
        _size = options.Windows.SizeMs;
        _isEventTime = options.Windows.Time == TimeDomain.EventTime;
        Inputs = [new InputPort<T>(this)];
        Outputs = [_output, _lateOutput, _failed.Output];
    }

    public override OperatorInterests Interests =>
        OperatorInterests.EventTime | OperatorInterests.EndOfInput | OperatorInterests.Pauses | (_isEventTime ? OperatorInterests.None : OperatorInterests.ProcessingTime);

    public override IReadOnlyList<InputPort> Inputs { get; }

    public override IReadOnlyList<OutputPort> Outputs { get; }

    protected override bool UsesProcessingTime => !_isEventTime;

    /// <summary>A pane says whether it has fired, not how much of it.</summary>
    public override bool CanFreezeHalfway => !_isFiring;

    public override long NextProcessingTime => _panes.Count == 0 ? long.MaxValue : _panes[0].Start + _size;

    protected TAggregate Aggregate { get; }

    public override void Open(OperatorRestore restore, Action opened)
    {
        var rehearsed = _panes.Add(0);
        RehearseFreeze();
        KeyTable<TKey, TAccumulator>.RehearseFreeze(_format);
        _panes.Drop(rehearsed);
        _panes.Restore(restore, _format);
        // Where several old subtasks are merged, the latest of them decides: what one of them closed stays closed.
        var watermarks = restore.All(WatermarkItem).Select(bytes => new SnapshotReader(bytes).ReadInt64());
        _watermark = watermarks.DefaultIfEmpty(Watermarks.Min).Max();
        for (var i = 0; i < _panes.Count && HasPassed(_panes[i].Start); i++)
        {
            _panes[i].MarkEmptyFired();
        }

        base.Open(restore, opened);
    }

    public void Receive(RecordBatch<T> batch)
    {
        Counters.In += batch.Count;
        // An aggregate without a column takes the records themselves.
        var inputs = _inputs is null ? (TIn[])(object)batch.Values : _inputs.Fill(batch, _failed);
        var (keys, hashes) = _keys.Fill(batch);
        _next = 0;
        while (!TryAdd(batch, keys, hashes, inputs))
        {
            _next++;
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
        _watermark = Math.Max(_watermark, watermark);
        return Fire(_watermark);
    }

    public override bool OnProcessingTime(long now) => Fire(now - 1);

    public override bool OnEndOfInput() => Fire(Watermarks.Max);

    public override void Freeze(OperatorFreeze freeze)
    {
        base.Freeze(freeze);
        var writer = new SnapshotWriter(sizeof(long));
        writer.WriteInt64(_watermark);
        freeze.Add(WatermarkItem, writer.Written);
        freeze.Add(_panes.Freeze(_format));
    }

    /// <summary>The pane of the window with a start, or <see langword="null"/> where the window is closed for good.</summary>
    protected Pane<TKey, TAccumulator>? PaneAt(long start)
    {
        if (IsClosed(start, _watermark))
        {
            return null;
        }

        if (_panes.Find(start) is { } known)
        {
            known.DivideIfLarge();
            return known;
        }

        var pane = _panes.Add(start);
        if (HasPassed(start))
        {
            // Nothing of this window came in time, so the late records are the first to emit.
            pane.MarkEmptyFired();
        }

        return pane;
    }

    /// <summary>Adds the records from the next one on.</summary>
    /// <returns>Whether all are added; otherwise the next one has failed, and was skipped or diverted.</returns>
    private bool TryAdd(RecordBatch<T> batch, TKey[] keys, ulong[] hashes, TIn[] inputs)
    {
        try
        {
            if (_isEventTime)
            {
                AddByEventTime(batch, keys, hashes, inputs);
            }
            else
            {
                AddByProcessingTime(batch, keys, hashes, inputs);
            }

            return true;
        }
        catch (Exception e) when (FailedRecords<T>.IsOfRecord(e))
        {
            var (key, timestamp) = (keys[_next], batch.Timestamps[_next]);
            if (_isStarting)
            {
                _isStarting = false;
                var start = _isEventTime ? _options.Windows.StartOf(timestamp) : _processingStart;
                var pane = _panes.Find(start)!;
                pane.Tables[(KeyGroups.Of(hashes[_next], Context.MaxParallelism) - Context.KeyGroups.First) & pane.GroupMask].Remove(key, hashes[_next]);
            }

            if (_isEmitting)
            {
                throw new UserFunctionException(Context.OperatorName, "the result of a window that a late record has changed", RecordText.Short(key), null, e);
            }

            _failed.Take(batch.Values[_next], timestamp, RecordText.Of(key), Context.OperatorName, e);
            return false;
        }
    }

    private void AddByEventTime(RecordBatch<T> batch, TKey[] keys, ulong[] hashes, TIn[] inputs)
    {
        var timestamps = batch.Timestamps;
        var count = batch.Count;
        var size = (ulong)_size;
        var maxParallelism = Context.MaxParallelism;
        var firstGroup = Context.KeyGroups.First;
        var aggregate = Aggregate;
        Pane<TKey, TAccumulator>? pane = null;
        var paneStart = long.MaxValue;
        var tables = Array.Empty<KeyTable<TKey, TAccumulator>>();
        var groupMask = 0;
        var hasFired = false;
        bool[]? fired = null;
        for (var i = _next; i < count; i++)
        {
            _next = i;
            var timestamp = timestamps[i];
            if ((ulong)(timestamp - paneStart) >= size || pane is null)
            {
                pane = PaneOf(timestamp, out paneStart);
                if (pane is null)
                {
                    Counters.Late++;
                    _late.RaiseWatermark(batch.HasWatermarks ? batch.Watermarks[i] : _watermark);
                    _late.Append(batch.Values[i], timestamp);
                    continue;
                }

                tables = pane.Tables;
                groupMask = pane.GroupMask;
                hasFired = pane.HasFired;
                fired = pane.FiredGroups;
            }

            var key = keys[i];
            var hash = hashes[i];
            var group = KeyGroups.Of(hash, maxParallelism) - firstGroup;
            ref var accumulator = ref tables[group & groupMask].GetOrAdd(key, hash, out var isNew);
            if (isNew)
            {
                _isStarting = true;
                aggregate.Start(ref accumulator, inputs[i]);
                _isStarting = false;
            }
            else
            {
                aggregate.Add(ref accumulator, inputs[i]);
            }

            if (hasFired || (fired is not null && fired[group]))
            {
                _results.RaiseWatermark(batch.HasWatermarks ? batch.Watermarks[i] : _watermark);
                _isEmitting = true;
                Emit(key, pane.Start, accumulator);
                _isEmitting = false;
            }
        }
    }

    private void AddByProcessingTime(RecordBatch<T> batch, TKey[] keys, ulong[] hashes, TIn[] inputs)
    {
        var start = _processingStart = _options.Windows.StartOf(Context.Clock.NowMs);
        var pane = _panes.Find(start) ?? _panes.Add(start);
        pane.DivideIfLarge();
        for (var i = _next; i < batch.Count; i++)
        {
            _next = i;
            var hash = hashes[i];
            var table = pane.Tables[(KeyGroups.Of(hash, Context.MaxParallelism) - Context.KeyGroups.First) & pane.GroupMask];
            ref var accumulator = ref table.GetOrAdd(keys[i], hash, out var isNew);
            if (isNew)
            {
                _isStarting = true;
                Aggregate.Start(ref accumulator, inputs[i]);
                _isStarting = false;
            }
            else
            {
                Aggregate.Add(ref accumulator, inputs[i]);
            }
        }
    }

    /// <summary>The pane a timestamp falls into, or <see langword="null"/> where its window is closed for good.</summary>
    private Pane<TKey, TAccumulator>? PaneOf(long timestamp, out long start)
    {
        if (timestamp == RecordBatch.NoTimestamp)
        {
            throw new StreamProcessingException(
                $"The operator '{Context.OperatorName}' windows by event time, but its records have no timestamps. " +
                "Give the source a watermark strategy with a timestamp, or use windows of processing time.");
        }

        start = _options.Windows.StartOf(timestamp);
        return PaneAt(start);
    }

    private bool HasPassed(long start) => _watermark != Watermarks.Min && start + _size - 1 <= _watermark;

    private bool IsClosed(long start, long time) =>
        time != Watermarks.Min && start + _size - 1 <= time - _options.AllowedLatenessMs;
}
