using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>Runs a <see cref="ProcessFunction{TKey, TIn, TOut}"/>: sets the key, keeps its states and timers.</summary>
internal sealed class ProcessOperator<TKey, TIn, TOut> : StreamOperator, IReceiver<TIn>
    where TKey : notnull
{
    private const int TimersPerTurn = 1024;
    private const string WatermarkItem = "watermark";

    private readonly ProcessFunction<TKey, TIn, TOut> _function;
    private readonly Column<TIn, TKey> _keys;
    private readonly OutputPort<TOut> _output = new();
    private readonly Emitter<TOut> _results;
    private readonly CurrentKey<TKey> _current;
    private readonly DeclaredStates<TKey> _states;
    private readonly TimerQueue<TKey> _eventTimers;
    private readonly TimerQueue<TKey> _processingTimers;
    private readonly RecordContext _context;
    private long _watermark = Watermarks.Min;

    public ProcessOperator(OperatorContext context, ProcessFunction<TKey, TIn, TOut> function, ColumnLoop<TIn, TKey> keys)
        : base(context)
    {
        _function = function;
        _keys = new Column<TIn, TKey>(keys);
        _results = new Emitter<TOut>(_output, Counters);
        _current = new CurrentKey<TKey>(context.MaxParallelism);
        _states = new DeclaredStates<TKey>(context.KeyGroups, _current);
        _eventTimers = new TimerQueue<TKey>(context.KeyGroups);
        _processingTimers = new TimerQueue<TKey>(context.KeyGroups);
        _context = new RecordContext(this);
        Input = new InputPort<TIn>(this);
        Outputs = [_output];
        function.Open(_states);
    }

    public override InputPort Input { get; }

    public override IReadOnlyList<OutputPort> Outputs { get; }

    protected override bool UsesProcessingTime => true;

    public override long NextProcessingTime => _processingTimers.NextTimestamp;

    public override void Open(OperatorRestore restore, Action opened)
    {
        RehearseFreeze();
        _states.Restore(restore);
        FrozenTimers<TKey>.Restore(FrozenTimers<TKey>.EventTime, _eventTimers, restore, Context.KeyGroups);
        FrozenTimers<TKey>.Restore(FrozenTimers<TKey>.ProcessingTime, _processingTimers, restore, Context.KeyGroups);
        _watermark = restore.All(WatermarkItem).Select(bytes => new SnapshotReader(bytes).ReadInt64()).DefaultIfEmpty(Watermarks.Min).Max();
        base.Open(restore, opened);
    }

    public void Receive(RecordBatch<TIn> batch)
    {
        Counters.In += batch.Count;
        var keys = _keys.Fill(batch);
        for (var i = 0; i < batch.Count; i++)
        {
            _current.Set(keys[i]);
            _context.Set(_current.Key, batch.Timestamps[i]);
            _function.Process(batch.Values[i], _context);
        }

        _results.Flush();
        batch.Return();
    }

    public override bool OnWatermark(long watermark)
    {
        // The channels of a new attempt begin anew and may for a while say less than the checkpoint did.
        _watermark = Math.Max(_watermark, watermark);
        return Fire(_eventTimers, _watermark);
    }

    public override bool OnProcessingTime(long now) => Fire(_processingTimers, now);

    public override void Freeze(OperatorFreeze freeze)
    {
        base.Freeze(freeze);
        var writer = new SnapshotWriter(sizeof(long));
        writer.WriteInt64(_watermark);
        freeze.Add(WatermarkItem, writer.Written);
        _states.Freeze(freeze);
        freeze.Add(new FrozenTimers<TKey>(FrozenTimers<TKey>.EventTime, Context.KeyGroups, _eventTimers));
        freeze.Add(new FrozenTimers<TKey>(FrozenTimers<TKey>.ProcessingTime, Context.KeyGroups, _processingTimers));
    }

    private bool Fire(TimerQueue<TKey> timers, long time)
    {
        for (var turn = 1; timers.TryTake(time, out var key, out var timestamp); turn++)
        {
            _current.Set(key);
            _context.Set(key, timestamp);
            _function.OnTimer(timestamp, _context);
            if (turn % TimersPerTurn == 0 && !Context.HasRoom())
            {
                _results.Flush();
                return false;
            }
        }

        _results.Flush();
        return true;
    }

    private sealed class RecordContext(ProcessOperator<TKey, TIn, TOut> owner) : ProcessContext<TKey, TOut>
    {
        public override long Watermark => owner._watermark;

        public override long ProcessingTime => owner.Context.Clock.NowMs;

        public void Set(TKey key, long timestamp)
        {
            Key = key;
            Timestamp = timestamp;
        }

        public override void Emit(TOut value) => owner._results.Append(value, Timestamp);

        public override void RegisterEventTimeTimer(long timestamp) => owner._eventTimers.Register(owner._current.KeyGroup, Key, timestamp);

        public override void DeleteEventTimeTimer(long timestamp) => owner._eventTimers.Delete(owner._current.KeyGroup, Key, timestamp);

        public override void RegisterProcessingTimeTimer(long timestamp) => owner._processingTimers.Register(owner._current.KeyGroup, Key, timestamp);

        public override void DeleteProcessingTimeTimer(long timestamp) => owner._processingTimers.Delete(owner._current.KeyGroup, Key, timestamp);
    }
}
