using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>The head of a source chain: takes fetches from the reader, gives them event time, and emits them.</summary>
/// <remarks>
/// A batch is cut where the watermark reaches one of the <see cref="WatermarkPoints"/>, so that the watermark is sent
/// exactly behind the record that caused it. A barrier falls between two fetches, where the positions of the splits
/// are those of the records emitted.
/// </remarks>
internal sealed class SourceOperator<T> : StreamOperator, ISourceOperator
{
    private const int LookForIdleMs = 100;

    private readonly ISource<T> _source;
    private readonly ISplitSerializer _serializer;
    private readonly WatermarkPoints _points;
    private readonly SourceGroup<T>? _group;
    private readonly long _periodMs;
    private readonly FetchIntake<T> _intake;
    private readonly SplitSet<T> _splits;
    private readonly FetchOrder<T> _order;
    private readonly IdleClock _idleClock;
    private readonly OutputPort<T> _output = new();
    private readonly OutputPort<BadRecord> _badOutput = new();
    private readonly SourceHold _hold = new();
    private readonly SourceCheckpoints<T> _checkpoints;

    private ISourceReader<T>? _reader;

    // How far what others wait for is loaded; null of any other source.
    private TableLoad<T>? _table;
    private SourceFetch<T> _fetch;
    private SplitState<T>? _fetched;
    private bool _hasFetch;
    private bool? _saidIdle;
    private int _offset;
    private long _nextPoint;
    private ReadOnlyMemory<byte> _enumerator;
    private bool _hasBegun;
    private bool _hasAllSplits;
    private bool _wasWaiting;

    // Whether the reader had no more when it was asked: of a split of which nothing is held there is nothing here.
    private bool _isDrained;
    private long _nextCheck = long.MaxValue;

    // When the splits were looked at last while there was something to emit, by the idle clock.
    private long _lookedForIdle;

    // When the generators of the splits are asked by the clock next.
    private long _nextPeriod = long.MaxValue;

    // When a step is wanted for their sake. It is asked for once, because behind the last barrier none follows.
    private long _nextWake = long.MaxValue;

    public SourceOperator(
        OperatorContext context,
        ISource<T> source,
        WatermarkStrategy<T> watermarks,
        ColumnLoop<T, long>? timestamps,
        WatermarkPoints points)
        : base(context)
    {
        _source = source;
        _serializer = source.SplitSerializer;
        _points = points;
        _periodMs = Math.Max(1, (long)watermarks.Period.TotalMilliseconds);
        _splits = new SplitSet<T>(watermarks);
        _checkpoints = new SourceCheckpoints<T>(context, _serializer, _splits, _hold);
        _order = new FetchOrder<T>(_splits);
        _idleClock = new IdleClock(context);
        _group = watermarks.Alignment is { } alignment ? new SourceGroup<T>(alignment, _splits, _order, context) : null;
        _intake = new FetchIntake<T>(context, timestamps, watermarks.CreateRange(), _badOutput);
        Outputs = [_output, _badOutput];
    }

    public override OperatorInterests Interests => OperatorInterests.ProcessingTime | OperatorInterests.PromptMail;

    public override IReadOnlyList<InputPort> Inputs => [];

    public override IReadOnlyList<OutputPort> Outputs { get; }

    public long Watermark => _splits.Watermark;

    public bool IsIdle => _splits.IsIdle;

    public SourceRange? Range =>
        _fetched is { Split: { } before } && before.Id == _fetch.Split.Id ? before.Locate(_fetch.Split, -1, 0) : null;

    public bool IsAtFetchBoundary => _fetched is null && !_hasFetch;

    public override long NextProcessingTime => _wasWaiting ? Math.Min(_nextCheck, _nextWake) : long.MaxValue;

    public StoredSource? Restored { get; private set; }

    public override void Open(OperatorRestore restore, Action opened)
    {
        // Whoever is to have the splits now gets them by assignment.
        Restored = restore.IsRestored ? StoredSource.Read(restore) : null;
        base.Open(restore, opened);
    }

    public void Start()
    {
        _idleClock.Start();
        _reader = _source.CreateReader(Context);
    }

    public void Assign(SplitAssignment assignment)
    {
        var added = new List<SourceSplit>();
        foreach (var stored in assignment.Splits)
        {
            var split = stored.Read(_serializer);
            _splits.Add(split, stored.Watermark, _idleClock.Now);
            if (!split.IsFinished)
            {
                added.Add(split);
            }
        }

        foreach (var id in assignment.Forgotten)
        {
            _splits.Remove(id);
        }

        _hasBegun |= assignment.Begins;
        _table = assignment.IsTable ? new TableLoad<T>(_source.IsBounded) : _table;
        _hold.Take(assignment);
        _hasAllSplits |= assignment.IsLast;

        // Only now: the watermark never goes back, so it must not be raised while some split is still missing.
        _splits.Update();
        if (assignment.Begins)
        {
            _table?.Begin(_splits.All);
            _nextPoint = _points.After(_splits.Watermark);
        }

        // The first call finds out whether there is a generator that wants others.
        _nextPeriod = Math.Min(_nextPeriod, Context.Clock.NowMs);
        _nextWake = _nextPeriod;
        if (added.Count > 0)
        {
            _reader!.Add(added);
        }
    }

    public void KeepForEnumerator(ReadOnlyMemory<byte> bytes) => _enumerator = bytes;

    public SourceStep Step()
    {
        if (!_hasBegun)
        {
            return SourceStep.Starting;
        }

        _idleClock.Tick(IsAsking);
        if (_fetched is null)
        {
            var mayTake = MayRead;
            _table?.Ask(_reader!);
            _isDrained = Read();
            if (!_hasFetch && AskGenerators() && _splits.Watermark >= _nextPoint && _saidIdle == false && !_splits.IsIdle)
            {
                return PassPoint();
            }

            if (mayTake && MarkIdleBesideOthers() && _splits.Watermark >= _nextPoint && _saidIdle == false && !_splits.IsIdle)
            {
                return PassPoint();
            }

            if (mayTake)
            {
                _hasFetch = _order.TryTake(Context.Clock.ElapsedMs, _reader!, out _fetch);
            }

            _wasWaiting = !_hasFetch;
            LookAtTable();
            if (_wasWaiting)
            {
                MarkIdle();
                _group?.Tell(isWaiting: true);
            }

            if (_saidIdle != _splits.IsIdle)
            {
                _saidIdle = _splits.IsIdle;
                return SourceStep.StatusChanged;
            }

            if (_wasWaiting)
            {
                var isFinished = _hasAllSplits && _splits.AreFinished;
                _nextPeriod = isFinished ? long.MaxValue : _nextPeriod;
                _nextWake = _nextPeriod;
                return isFinished ? SourceStep.Finished : SourceStep.Waiting;
            }

            Begin();
        }

        return EmitPiece();
    }

    public void Align(long slowest) => _group?.Align(slowest);

    public IReadOnlyList<SplitMeasurement> Measure() => _splits.Measure();

    public SourceTime ExplainTime() => _splits.Explain(_idleClock.At(IsAsking), _source.IsBounded, _hold.IsHeld) with
    {
        WaitsFor = _fetched is null ? _group?.WaitsFor : null,
        AwaitsTables = _hold.AwaitsTables,
        Table = _table?.Measure(),
    };

    public override bool OnProcessingTime(long now)
    {
        _idleClock.Tick(IsAsking);
        _nextWake = now >= _nextWake ? long.MaxValue : _nextWake;
        if (_wasWaiting)
        {
            _isDrained = Read();
            MarkIdle();
        }

        return true;
    }

    public override HeldMemory MeasureMemory() => new(0, _order.Bytes + (_reader?.BufferedBytes ?? 0));

    public override void Freeze(OperatorFreeze freeze)
    {
        base.Freeze(freeze);
        _checkpoints.Freeze(freeze, _enumerator, _reader);
    }

    public override void OnCheckpointCompleted(long checkpointId, Action committed)
    {
        if (_checkpoints.Complete(checkpointId, _reader))
        {
            ((ISubtaskContext)Context).Wake();
        }

        committed();
    }

    public override void Dispose()
    {
        _fetch.Batch?.Return();
        _fetch = default;
        _order.Discard();
        _reader?.Dispose();
    }

    /// <summary>Tells once that the table is loaded: what led to that was emitted, so a barrier that follows is behind it.</summary>
    private void LookAtTable()
    {
        if (_table is { } table && table.Look(_isDrained && !_hasFetch))
        {
            Context.TellLoaded();
        }
    }

    /// <summary>Whether it has nothing to do before the reader has something.</summary>
    private bool IsAsking => _wasWaiting && _isDrained;

    private bool MayRead => !_hasFetch && _saidIdle is not null && !_hold.IsHeld;

    /// <summary>Takes what the reader has, as far as there is room, so that the next can be chosen among all splits.</summary>
    /// <returns>Whether it has no more.</returns>
    private bool Read()
    {
        while (MayRead && _order.HasRoom)
        {
            if (!_reader!.TryRead(out var fetch))
            {
                return true;
            }

            var state = _splits.Find(fetch.Split);
            _order.Add(fetch, state, _reader);
            if (fetch.Batch is { Count: > 0 })
            {
                Activate(state);
            }
        }

        return false;
    }

    private void Activate(SplitState<T> state)
    {
        state.LastActive = _idleClock.Now;
        if (state.IsIdle)
        {
            state.IsIdle = false;
            _splits.Update();
        }
    }

    private void Begin()
    {
        _hasFetch = false;
        _fetched = _splits.Find(_fetch.Split);
        _offset = 0;
        _intake.Take(_fetched.Split, _fetch, _splits.HighestBut(_fetched), _splits.Watermark);
        if (_fetch.Batch is { Count: > 0 } batch)
        {
            _fetched.LastTimestamp = batch.Timestamps[^1];
        }
    }

    private SourceStep EmitPiece()
    {
        var state = _fetched!;
        if (_fetch.Batch is { Count: > 0 } batch)
        {
            var others = _splits.LowestBut(state);
            var end = state.Generator.Advance(batch, _offset, others < _nextPoint ? Watermarks.Max : _nextPoint);
            if (batch.HasWatermarks)
            {
                WatermarkColumn.Combine(batch.Watermarks.AsSpan(_offset, end - _offset), others, _splits.Watermark);
            }

            if (!state.Split.IsFinished)
            {
                _splits.Raise(Math.Min(others, state.Generator.Current));
            }

            if (end < batch.Count)
            {
                _output.Emit(batch.Slice(_offset, end - _offset));
                _offset = end;
                return PassPoint();
            }

            _fetch = _fetch with { Batch = null };
            EmitRest(batch);
        }

        _fetch.Batch?.Return();
        var hasFinished = _fetch.Split.IsFinished && !state.Split.IsFinished;

        // What was held waited for its turn; only from now on the split may be said to bring nothing.
        state.LastActive = _idleClock.Now;
        state.Split = _fetch.Split;
        if (_fetch.Watermark is { } promised)
        {
            state.Generator.Promise(promised, Context.OperatorName, state.Split.Id);
        }

        _fetch = default;
        _fetched = null;
        _splits.Update();
        _group?.Tell(isWaiting: false);
        if (hasFinished)
        {
            Context.TellFinished(StoredSplit.Of(state.Split, state.Generator.Current, _serializer));
        }

        return _splits.Watermark >= _nextPoint ? PassPoint() : SourceStep.Emitted;
    }

    private void EmitRest(RecordBatch<T> batch)
    {
        if (_offset == 0)
        {
            _output.Emit(batch);
            return;
        }

        _output.Emit(batch.Slice(_offset, batch.Count - _offset));
        batch.Return();
    }

    private SourceStep PassPoint()
    {
        _nextPoint = _points.After(_splits.Watermark);
        return SourceStep.EmittedToPoint;
    }

    /// <summary>Asks the generators of the splits, where that is due by the clock.</summary>
    private bool AskGenerators()
    {
        if (_nextPeriod == long.MaxValue || Context.Clock.NowMs is var now && now < _nextPeriod)
        {
            return false;
        }

        _nextPeriod = _splits.OnPeriodic(Context.Time.GetUtcNow(), _isDrained) ? now + _periodMs : long.MaxValue;
        return true;
    }

    /// <summary>Marks the splits that bring nothing while others bring records all the time. What is held of a split still counts for it.</summary>
    /// <returns>Whether it has looked.</returns>
    private bool MarkIdleBesideOthers()
    {
        if (!_isDrained || _idleClock.Now - _lookedForIdle < LookForIdleMs)
        {
            return false;
        }

        _lookedForIdle = _idleClock.Now;
        _splits.MarkIdle(_idleClock.Now);
        return true;
    }

    private void MarkIdle()
    {
        var next = _isDrained ? _splits.MarkIdle(_idleClock.Now) : long.MaxValue;
        var now = Context.Clock.NowMs;
        _nextCheck = next < long.MaxValue ? now + next - _idleClock.Now : long.MaxValue;
        if (_order.NextLook < long.MaxValue)
        {
            _nextCheck = Math.Min(_nextCheck, now + Math.Max(1, _order.NextLook - Context.Clock.ElapsedMs));
        }
    }
}
