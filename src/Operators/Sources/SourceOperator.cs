using System.Text;
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
    private const string SplitsItem = "splits";
    private const int MaxPollGapMs = 100;

    private readonly ISource<T> _source;
    private readonly ColumnLoop<T, long>? _timestamps;
    private readonly WatermarkPoints _points;
    private readonly EventTimeRange<T> _range;
    private readonly Func<int, string, BadRecord> _describe;
    private readonly SplitSet<T> _splits;
    private readonly OutputPort<T> _output = new();
    private readonly OutputPort<BadRecord> _badOutput = new();
    private readonly Emitter<BadRecord> _bad;
    private readonly Queue<(long CheckpointId, IReadOnlyList<SourceSplit> Splits)> _frozen = new();

    private readonly LoopProgress _progress = new();
    private ISourceReader<T>? _reader;
    private SourceFetch<T> _fetch;
    private SplitState<T>? _fetched;
    private bool _hasFetch;
    private bool? _saidIdle;
    private int _offset;
    private long _nextPoint;
    private bool _isRestored;
    private long _idleClock;
    private long _lastPoll;
    private bool _wasWaiting;
    private long _nextIdleCheck = long.MaxValue;

    public SourceOperator(
        OperatorContext context,
        ISource<T> source,
        WatermarkStrategy<T> watermarks,
        ColumnLoop<T, long>? timestamps,
        WatermarkPoints points)
        : base(context)
    {
        _source = source;
        _timestamps = timestamps;
        _points = points;
        _splits = new SplitSet<T>(watermarks);
        _range = watermarks.CreateRange();
        _describe = (index, reason) => Describe(_fetch.Batch!, index, 0, reason);
        _bad = new Emitter<BadRecord>(_badOutput, new OperatorCounters(), context.CarriesTime);
        Outputs = [_output, _badOutput];
    }

    public override OperatorInterests Interests => OperatorInterests.ProcessingTime | OperatorInterests.PromptMail;

    public override IReadOnlyList<InputPort> Inputs => [];

    public override IReadOnlyList<OutputPort> Outputs { get; }

    public long Watermark => _splits.Watermark;

    public bool IsIdle => _splits.IsIdle;

    public SourceRange? Range =>
        _fetched is { Split: { } before } && before.Id == _fetch.Split.Id
            ? new SourceRange(before.Id, before.Position, Math.Max(before.Position, _fetch.Split.Position - 1))
            : null;

    public bool IsAtFetchBoundary => _fetched is null && !_hasFetch;

    public override long NextProcessingTime => _wasWaiting ? _nextIdleCheck : long.MaxValue;

    public override void Open(OperatorRestore restore, Action opened)
    {
        _isRestored = restore.IsRestored;
        _splits.Restore(restore.All(SplitsItem), split => split.IsOwnedBy(Context.SubtaskIndex, Context.Parallelism), _idleClock);
        _nextPoint = _points.After(_splits.Watermark);
        base.Open(restore, opened);
    }

    public void Start()
    {
        _lastPoll = Context.Clock.ElapsedMs;
        _reader = _source.CreateReader(Context);
        _reader.Start(_splits.Splits, _isRestored);
    }

    public SourceStep Step()
    {
        TickIdleClock();
        if (_fetched is null)
        {
            var status = _hasFetch ? ReadStatus.Data : Read();
            _wasWaiting = status == ReadStatus.Waiting;
            if (status == ReadStatus.Starting)
            {
                return SourceStep.Starting;
            }

            if (status == ReadStatus.Waiting)
            {
                MarkIdle();
            }
            else if (status == ReadStatus.Data)
            {
                _hasFetch = true;
                Activate();
            }

            if (_saidIdle != _splits.IsIdle)
            {
                _saidIdle = _splits.IsIdle;
                return SourceStep.StatusChanged;
            }

            if (status != ReadStatus.Data)
            {
                return status == ReadStatus.Waiting ? SourceStep.Waiting : SourceStep.Finished;
            }

            Begin();
        }

        return EmitPiece();
    }

    public override bool OnProcessingTime(long now)
    {
        TickIdleClock();
        MarkIdle();
        return true;
    }

    public override void Freeze(OperatorFreeze freeze)
    {
        base.Freeze(freeze);
        var positions = _splits.Write();
        var add = freeze.AddLater(SplitsItem);
        _frozen.Enqueue((freeze.CheckpointId, _splits.Splits));
        if (_reader is null)
        {
            add(positions);
        }
        else
        {
            _reader.Confirm(() => add(positions));
        }
    }

    public override void OnCheckpointCompleted(long checkpointId, Action committed)
    {
        while (_frozen.TryPeek(out var frozen) && frozen.CheckpointId <= checkpointId)
        {
            _frozen.Dequeue();
            if (frozen.CheckpointId == checkpointId)
            {
                _reader?.OnCheckpointCompleted(frozen.Splits);
            }
        }

        committed();
    }

    public override void Dispose()
    {
        _fetch.Batch?.Return();
        _fetch = default;
        _reader?.Dispose();
    }

    /// <summary>
    /// Reads; takes the announcements of splits in at once, so that the first status that is told speaks of all of them.
    /// </summary>
    private ReadStatus Read()
    {
        var status = _reader!.Read(out _fetch);
        while (_saidIdle is null && status == ReadStatus.Data && _fetch is { Batch: null, BadRecords: null })
        {
            _splits.GetOrAdd(_fetch.Split, _idleClock).Split = _fetch.Split;
            _splits.Update();
            status = _reader.Read(out _fetch);
        }

        return status;
    }

    /// <summary>Makes the split of the fetch known, and active where it brings records.</summary>
    private void Activate()
    {
        if (_fetch.Batch is not { Count: > 0 })
        {
            _splits.GetOrAdd(_fetch.Split, _idleClock);
            return;
        }

        // A split that comes whole in its first fetch has finished behind these records, not before them.
        var state = _splits.GetOrAdd(_fetch.Split with { IsFinished = false }, _idleClock);
        state.LastActive = _idleClock;
        if (state.IsIdle)
        {
            state.IsIdle = false;
            _splits.Update();
        }
    }

    private void Begin()
    {
        _hasFetch = false;
        _fetched = _splits.GetOrAdd(_fetch.Split, _idleClock);
        _offset = 0;
        if (_fetch.BadRecords is { Count: > 0 } bad)
        {
            Handle(bad);
        }

        if (_fetch.Batch is { Count: > 0 } batch)
        {
            if (_timestamps is not null)
            {
                SetTimestamps(_timestamps, batch);
            }

            var others = _splits.HighestBut(_fetched);
            if (_range.TakeOut(batch, Context.Clock.NowMs, others, _describe) is { } refused)
            {
                Handle(refused);
            }

            Counters.In += batch.Count;
            Counters.Out += batch.Count;
            if (Context.CarriesTime)
            {
                batch.AddWatermarks();
            }
        }
    }

    /// <summary>Takes event time from the records; one for which that fails is a bad record.</summary>
    private void SetTimestamps(ColumnLoop<T, long> timestamps, RecordBatch<T> batch)
    {
        _progress.Start = 0;
        for (var removed = 0; ; removed++)
        {
            try
            {
                timestamps(batch.Values, batch.Timestamps, batch.Count, _progress);
                return;
            }
            catch (Exception e) when (FailedRecords<T>.IsOfRecord(e))
            {
                Handle([Describe(batch, _progress.Index, removed, $"its event time cannot be taken: {e.GetType().Name}: {e.Message}")]);
                batch.RemoveAt(_progress.Index);
                _progress.Start = _progress.Index;
            }
        }
    }

    /// <summary>Describes a record that was decoded and has no event time that can be right.</summary>
    /// <param name="batch">The records at hand.</param>
    /// <param name="index">Which of them.</param>
    /// <param name="removed">How many were taken out before it.</param>
    /// <param name="reason">Why it is bad.</param>
    private BadRecord Describe(RecordBatch<T> batch, int index, int removed, string reason)
    {
        var range = Range!;
        // Positions count records where a fetch moves by as many as it brings.
        var isCounted = range.Last - range.First == batch.Count + removed - 1;
        var text = RecordText.Of(batch.Values[index]);
        return BadRecord.Create(
            range.Split,
            isCounted ? range.First + index + removed : range.First,
            $"{reason}{(isCounted ? "" : $" (it lies between {range.First} and {range.Last})")}. The record is «{text}»",
            Encoding.UTF8.GetBytes(text));
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
        state.Split = _fetch.Split;
        _fetch = default;
        _fetched = null;
        _splits.Update();
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

    private void Handle(IReadOnlyList<BadRecord> bad)
    {
        Counters.In += bad.Count;
        Counters.Bad += bad.Count;
        if (Context.ErrorPolicy == ErrorPolicy.Fail)
        {
            throw new BadRecordException(Context.OperatorName, bad[0]);
        }

        if (Context.ErrorPolicy == ErrorPolicy.Divert)
        {
            _bad.RaiseWatermark(_splits.Watermark);
            foreach (var record in bad)
            {
                _bad.Append(record, RecordBatch.NoTimestamp);
            }

            _bad.Flush();
        }
    }

    private void MarkIdle()
    {
        var next = _splits.MarkIdle(_idleClock);
        _nextIdleCheck = next < long.MaxValue ? Context.Clock.NowMs + next - _idleClock : long.MaxValue;
    }

    /// <summary>
    /// Advances the clock by which splits become idle. It runs only while the source asks for records: a subtask that
    /// waits for credit does not read, and that says nothing about its splits.
    /// </summary>
    private void TickIdleClock()
    {
        var now = Context.Clock.ElapsedMs;
        var elapsed = now - _lastPoll;
        _idleClock += _wasWaiting ? elapsed : Math.Min(elapsed, MaxPollGapMs);
        _lastPoll = now;
    }
}
