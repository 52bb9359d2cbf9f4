using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Queries;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>Runs a <see cref="ProcessFunction{TKey, TIn, TOut}"/>: sets the key, keeps its states and timers.</summary>
/// <remarks>
/// <para>
/// Event time goes forward record by record, by what the batch says (<see cref="RecordBatch.Watermarks"/>): before a
/// record is processed, every timer that is due fires, in the order of the timestamps, and while one fires event time
/// stands at its timestamp. A watermark between two batches says nothing that the next record would not say, so what
/// comes out depends on the order of the records alone.
/// </para>
/// <para>A batch and a storm of timers may stop halfway (<see cref="TurnLimit"/>) and go on in a later turn.</para>
/// </remarks>
internal sealed partial class ProcessOperator<TKey, TIn, TOut> : StreamOperator, IReceiver<TIn>, IBroadcastHolder
    where TKey : notnull
{
    private const string WatermarkItem = "watermark";
    private const string AnnouncedItem = "announced-watermark";

    private readonly ProcessFunction<TKey, TIn, TOut> _function;
    private readonly IChangeFunction<TKey, TIn, TOut>? _changes;
    private readonly KeyColumn<TIn, TKey> _keyColumn;
    private readonly OutputPort<TOut> _output = new();
    private readonly Emitter<TOut> _results;
    private readonly CurrentKey<TKey> _current;
    private readonly KeyedStates<TKey> _states;
    private readonly TimerQueue<TKey> _eventTimers;
    private readonly TimerQueue<TKey> _processingTimers;
    private readonly KeySchedule<TKey>? _schedule;
    private readonly RecordContext _context;
    private readonly SideOutputs _sides;
    private readonly FailedRecords<TIn> _failed;
    private readonly CallJournal? _journal;
    private readonly TurnLimit _limit;
    private readonly IBroadcastSide<TIn, TOut>? _broadcast;
    private readonly Queue<RecordBatch<TIn>> _waiting = new();

    // The batch at hand and its next record.
    private RecordBatch<TIn>? _batch;
    private TKey[] _keys = [];
    private ulong[] _hashes = [];
    private int _next;
    private bool _isBroadcast;

    // How far event time has come timer by timer, and how far it is for every record that comes: further while timers fire.
    private long _watermark = Watermarks.Min;
    private long _announced = Watermarks.Min;
    private bool _isAtEnd;
    private bool _isOpen;

    public ProcessOperator(
        OperatorContext context,
        ProcessFunction<TKey, TIn, TOut> function,
        IReadOnlyList<StateDescriptor> states,
        IReadOnlyList<StateDescriptor> others,
        ColumnLoop<TIn, TKey> keys,
        IReadOnlyList<OutputTag> sides)
        : base(context)
    {
        _function = function;
        _changes = function as IChangeFunction<TKey, TIn, TOut>;
        _schedule = (function as IScheduledFunction<TKey>)?.Schedule;
        _keyColumn = new KeyColumn<TIn, TKey>(keys, context);
        _results = new Emitter<TOut>(_output, Counters, context.CarriesTime) { HoldsFull = true };
        _sides = new SideOutputs(sides, context);
        _failed = new FailedRecords<TIn>(context, context.ErrorPolicy);
        _journal = _failed.GoesOn ? new CallJournal() : null;
        _current = new CurrentKey<TKey>(context.MaxParallelism, context.OperatorName) { Journal = _journal };
        _states = new KeyedStates<TKey>(context, _current);
        _broadcast = function as IBroadcastSide<TIn, TOut>;
        _eventTimers = _states.Timers(EventTimers);
        _processingTimers = _states.Timers(ProcessingTimers);
        _context = new RecordContext(this);
        _limit = new TurnLimit(context);
        _loops = new TimerLoopWatch(context);
        Inputs = [new InputPort<TIn>(this)];
        Outputs = [_output, _failed.Output, .. _sides.Ports];
        // The last step: whatever fails before it leaves no function open.
        OpenFunction(states, others);
    }

    public override OperatorInterests Interests =>
        OperatorInterests.EventTime | OperatorInterests.ProcessingTime | OperatorInterests.EndOfInput | OperatorInterests.Pauses;

    public override IReadOnlyList<InputPort> Inputs { get; }

    public override IReadOnlyList<OutputPort> Outputs { get; }

    public override IReadOnlyList<ReadableState> Readable => _states.Readable;

    public IKeyedState? BroadcastState { get; private set; }

    public override bool HasPending => _batch is not null;

    public override void Open(OperatorRestore restore, Action opened)
    {
        RehearseFreeze();
        TimerQueue<TKey>.RehearseFreeze();
        RestoreNames(restore);
        _states.Restore(restore);
        RestoreEventTime(restore);
        base.Open(restore, opened);
    }

    public void Receive(RecordBatch<TIn> batch)
    {
        if (_changes is null)
        {
            Context.RefuseChanges(batch);
        }

        Counters.In += batch.Count;
        if (_batch is not null)
        {
            _waiting.Enqueue(batch);
            return;
        }

        Begin(batch);
        Continue();
    }

    public override bool Continue()
    {
        _limit.Begin();
        return ProcessPending();
    }

    public override bool OnWatermark(long watermark)
    {
        _limit.Begin();
        // The channels of a new attempt begin anew and may for a while say less than the checkpoint did.
        return ProcessPending() && FireEventTimers(Math.Max(_announced, watermark)) && Finish();
    }

    public override bool OnProcessingTime(long now)
    {
        _limit.Begin();
        return ProcessPending() && FireProcessingTimers(now) && FireDueEventTimers() && Finish();
    }

    public override bool OnEndOfInput()
    {
        _limit.Begin();
        if (!ProcessPending())
        {
            return false;
        }

        _isAtEnd = true;
        if (_function.PendingTimersAtEnd == PendingTimers.Fire && !(FireProcessingTimers(long.MaxValue) && FireDueEventTimers()))
        {
            return false;
        }

        DropProcessingTimers();
        return Finish();
    }

    public override HeldMemory MeasureMemory() =>
        new(_states.MeasureBytes() + (_schedule?.Bytes ?? 0), (_batch is { } batch ? BatchWeight<TIn>.Of(batch) : 0) + _waiting.Sum(BatchWeight<TIn>.Of));

    public override void Freeze(OperatorFreeze freeze)
    {
        base.Freeze(freeze);
        freeze.Add(WatermarkItem, Bytes(_watermark));
        freeze.Add(AnnouncedItem, Bytes(_announced));
        _states.Freeze(freeze);
    }

    public override void Dispose()
    {
        if (_isOpen)
        {
            _isOpen = false;
            _function.Close();
        }
    }

    private void OpenFunction(IReadOnlyList<StateDescriptor> states, IReadOnlyList<StateDescriptor> others)
    {
        try
        {
            foreach (var state in (_function as ISubtaskStates)?.OpenStates(Context, _current, others) ?? [])
            {
                BroadcastState ??= _broadcast is null ? null : state;
                _states.Add(state);
            }

            RegisteredStates<TKey>.Open(
                declarations =>
                {
                    _function.Open(declarations);
                    _isOpen = true;
                },
                states,
                _states,
                Context.OperatorName);
        }
        catch
        {
            _isOpen |= _function is ISubtaskStates { IsOpen: true };
            CloseBehindFailure(this);
            throw;
        }
    }

    private void RestoreEventTime(OperatorRestore restore)
    {
        if (!_function.HasKeys)
        {
            // Event time is that of the records before the subtask, as far as it is known whose records come now.
            _watermark = _announced = restore.OwnOrAll(WatermarkItem).Select(Read).DefaultIfEmpty(Watermarks.Min).Min();
            return;
        }

        // Every subtask hears all that are before it. A barrier may have passed a storm of timers. Those that are left fire from
        // where the subtask stood that had least of it behind it; but the records that come are behind all of it.
        _watermark = restore.All(WatermarkItem).Select(Read).DefaultIfEmpty(Watermarks.Min).Min();
        _announced = restore.All(AnnouncedItem).Concat(restore.All(WatermarkItem)).Select(Read).DefaultIfEmpty(Watermarks.Min).Max();
    }

    private static ReadOnlyMemory<byte> Bytes(long watermark)
    {
        var writer = new SnapshotWriter(sizeof(long));
        writer.WriteInt64(watermark);
        return writer.Written;
    }

    private static long Read(ReadOnlyMemory<byte> bytes) => new SnapshotReader(bytes).ReadInt64();

    private void Begin(RecordBatch<TIn> batch)
    {
        _batch = batch;
        _next = 0;
        _isBroadcast = _broadcast is not null && batch.Count > 0 && _broadcast.Takes(batch.ValueArray[0]);
        if (!_isBroadcast)
        {
            (_keys, _hashes) = _keyColumn.Fill(batch);
        }
    }

    private bool Finish()
    {
        FlushResults();
        return true;
    }

    /// <summary>Emits what is gathered, of whatever kind: behind a pause a barrier may pass.</summary>
    private void FlushResults()
    {
        _failed.Flush();
        _results.Flush();
        _sides.Flush();
    }

    /// <returns>Whether nothing is left.</returns>
    private bool ProcessPending()
    {
        while (_batch is { } batch)
        {
            if (!Process(batch))
            {
                FlushResults();
                return false;
            }

            _batch = null;
            FlushResults();
            batch.Return();
            if (_waiting.TryDequeue(out var next))
            {
                Begin(next);
            }
        }

        return true;
    }

    /// <summary>Processes the records of a batch from the next one on.</summary>
    /// <returns>Whether all are processed and nothing is due.</returns>
    private bool Process(RecordBatch<TIn> batch)
    {
        var watermarks = batch.HasWatermarks ? batch.Watermarks : null;
        var (values, timestamps, count) = (batch.ValueArray, batch.TimestampArray, batch.Count);
        while (_next < count)
        {
            var watermark = watermarks is null ? _announced : Math.Max(_announced, watermarks[_next]);
            if (IsDue(watermark) && !FireEventTimers(watermark))
            {
                return false;
            }

            _watermark = _announced = watermark;
            _results.RaiseWatermark(watermark);
            var i = _next++;
            if (_isBroadcast)
            {
                _current.BeginWithoutKey();
                _context.SetRecord(default!, timestamps[i]);
                CallProcessBroadcast(values[i], timestamps[i]);
            }
            else
            {
                _states.Prefetch(_hashes, i, count);
                _current.Set(_keys[i], _hashes[i]);
                _context.SetRecord(_keys[i], timestamps[i]);
                if (batch.HasKinds)
                {
                    CallProcess(ChangeAt(batch, i), timestamps[i]);
                }
                else
                {
                    CallProcess(values[i], timestamps[i]);
                }
            }

            if (!_limit.GoesOnAfterRecord())
            {
                return false;
            }
        }

        return FireDueEventTimers();
    }
}
