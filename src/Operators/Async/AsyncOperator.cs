using System.Collections.Concurrent;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Shared;

namespace AkkaStreamProc.Operators.Async;

/// <summary>Calls a function that answers later, for many records at a time, and emits the answers.</summary>
/// <remarks>
/// <para>
/// Calls begin on the subtask. What they answer comes back as mail, which only notes it down: results are emitted between two
/// steps of the subtask (<see cref="GoOn"/>), so that none meets an operator behind this one in the middle of a walk.
/// </para>
/// <para>
/// With as many in flight as may be it reads no further records. The rest of the batch at hand, and what a barrier that is
/// under way lets through, waits here. All of it is state, so a barrier waits for no answer, and a restored operator calls anew,
/// in the order of the records and before those that come.
/// </para>
/// </remarks>
internal sealed partial class AsyncOperator<TIn, TAnswer, TOut> : StreamOperator, IReceiver<TIn>, IDelayingOperator
{
    // What takes longer takes as long as it takes.
    private static readonly TimeSpan Century = TimeSpan.FromDays(36_500);

    private readonly AsyncCall<TIn, TAnswer, TOut> _call;
    private readonly AsyncOptions _options;
    private readonly long _timeoutMs;
    private readonly OutputPort<TOut> _output = new();
    private readonly Emitter<TOut> _results;
    private readonly FailedRecords<TIn> _failed;
    private readonly HeldRecords<TIn> _held;
    private readonly RequestQueue<TIn, TAnswer> _queue;
    private readonly TurnLimit _limit;

    /// <summary>Those that have begun and are not settled; the one that takes too long first stands first.</summary>
    private readonly LinkedList<AsyncRequest<TIn, TAnswer>> _running = [];

    /// <summary>Those that pause before another attempt, by the end of the pause and their number.</summary>
    private readonly PriorityQueue<AsyncRequest<TIn, TAnswer>, (long At, long Number)> _pausing = new();

    // What any thread adds to.
    private readonly ConcurrentQueue<AsyncRequest<TIn, TAnswer>> _answered = new();
    private int _hasPosted;
    private volatile bool _isDisposed;

    private bool _hasNews;
    private long _bytes;
    private long _calls;

    public AsyncOperator(OperatorContext context, AsyncCall<TIn, TAnswer, TOut> call, AsyncOptions options)
        : base(context)
    {
        _call = call;
        _options = options;
        _timeoutMs = options.Timeout == Timeout.InfiniteTimeSpan || options.Timeout > Century ? long.MaxValue : (long)options.Timeout.TotalMilliseconds;
        _results = new Emitter<TOut>(_output, Counters, context.CarriesTime);
        _failed = new FailedRecords<TIn>(context, context.ErrorPolicy);
        _held = new HeldRecords<TIn>(context);
        _queue = new RequestQueue<TIn, TAnswer>(options.Ordered);
        _limit = new TurnLimit(context);
        Inputs = [new InputPort<TIn>(this)];
        Outputs = [_output, _failed.Output];
    }

    public override OperatorInterests Interests => OperatorInterests.ProcessingTime | OperatorInterests.Selection;

    public override IReadOnlyList<InputPort> Inputs { get; }

    public override IReadOnlyList<OutputPort> Outputs { get; }

    public override long CallCount => Volatile.Read(ref _calls);

    public override long NextProcessingTime
    {
        get
        {
            var next = Math.Min(_running.First?.Value.Deadline ?? long.MaxValue, _call.Gathered?.NextTime ?? long.MaxValue);
            return _pausing.TryPeek(out _, out var pause) ? Math.Min(next, pause.At) : next;
        }
    }

    public bool IsBehind => !_queue.IsEmpty;

    public override bool Reads(int input) => _queue.Waiting == 0 && _queue.Begun < _options.MaxInFlight;

    public override void Open(OperatorRestore restore, Action opened)
    {
        RehearseFreeze();
        foreach (var (held, bytes) in _held.Read(restore))
        {
            if (held.Watermark > _queue.Watermark)
            {
                // Behind the barrier nobody says it again before this record.
                _queue.Add(new InputProgress(held.Watermark, IsIdle: false, HasEnded: false));
            }

            Add(held, bytes);
        }

        base.Open(restore, opened);
    }

    public void Receive(RecordBatch<TIn> batch)
    {
        Context.RefuseChanges(batch);
        var count = batch.Count;
        Counters.In += count;
        var bytes = count > 0 ? BatchWeight<TIn>.Of(batch) / count : 0;
        for (var i = 0; i < count; i++)
        {
            _held.Check(batch.ValueArray[i]);
            var watermark = batch.HasWatermarks ? batch.Watermarks[i] : Watermarks.Min;
            Add(new HeldRecord<TIn>(batch.ValueArray[i], batch.TimestampArray[i], watermark), bytes);
        }

        batch.Return();
    }

    public void Take(InputProgress progress)
    {
        _queue.Add(progress);
        _hasNews = true;
    }

    public bool GoOn(out InputProgress? progress)
    {
        progress = null;
        if (!_hasNews && !HasGathered())
        {
            return false;
        }

        _limit.Begin();
        if (EmitSettled())
        {
            if (_queue.TakeProgress() is { } reached)
            {
                _results.RaiseWatermark(reached.Watermark);
                progress = reached;
            }
            else
            {
                // What has begun may have answered at once.
                _hasNews = BeginMore();
            }
        }

        Flush();
        return true;
    }

    public override bool OnProcessingTime(long now)
    {
        // What was answered in time is not too late because of its mail.
        _call.Gathered?.TakeAnswers();
        while (_running.First is { Value: var slow } && slow.Deadline <= now)
        {
            TimeOut(slow);
        }

        while (_pausing.TryPeek(out var request, out var pause) && pause.At <= now)
        {
            _pausing.Dequeue();
            if (!request.IsSettled)
            {
                Attempt(request);
            }
        }

        SendGathered();
        return true;
    }

    public override HeldMemory MeasureMemory() => new(0, _bytes);

    public override void Freeze(OperatorFreeze freeze)
    {
        base.Freeze(freeze);
        freeze.Add(HeldRecords.Item, _held.Write(_queue.Requests.Select(static request => request.Held), _queue.Requests.Count, _queue.Watermark));
    }

    /// <summary>Cancels what is in flight, and waits for nothing: what it answers is nobody's any more.</summary>
    public override void Dispose()
    {
        _isDisposed = true;
        Closing.All(_running.Select<AsyncRequest<TIn, TAnswer>, Action>(request => request.Cancellation!.Cancel));
    }

    private void Add(HeldRecord<TIn> held, long bytes)
    {
        _queue.Add(held, bytes);
        _bytes += bytes;
        _hasNews = true;
    }

    /// <returns>Whether the turn goes on.</returns>
    private bool EmitSettled()
    {
        while (_queue.TakeSettled() is { } request)
        {
            _bytes -= request.Bytes;
            if (request.Failure is null)
            {
                _results.RaiseWatermark(request.Held.Watermark);
                _call.Emit(_results, request.Answer, request.Held.Timestamp);
            }
            else
            {
                _failed.Take(request.Record, request.Held.Timestamp, null, Context.OperatorName, request.Failure);
            }

            if (!_limit.GoesOnAfterRecord())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Begins the calls of records that wait, as many as may be.</summary>
    /// <returns>Whether any has begun.</returns>
    private bool BeginMore()
    {
        var hasBegun = false;
        while (_queue.Begun < _options.MaxInFlight && _queue.Begin() is { } request)
        {
            hasBegun = true;
            request.Cancellation = new CancellationTokenSource();
            request.Deadline = _timeoutMs < long.MaxValue ? Context.Clock.NowMs + _timeoutMs : long.MaxValue;
            request.Running = _running.AddLast(request);
            Attempt(request);
            if (!_limit.GoesOnAfterRecord())
            {
                break;
            }
        }

        return hasBegun;
    }

    /// <summary>All that is at hand has begun: takes what gathered calls have handed out, or else begins those that are due.</summary>
    /// <returns>Whether there is news.</returns>
    private bool HasGathered()
    {
        if (_call.Gathered is not null)
        {
            // It was handed out on this thread, so there is no need to wait for the mail.
            TakeAnswers();
            if (!_hasNews)
            {
                SendGathered();
                TakeAnswers();
            }
        }

        return _hasNews;
    }

    private void SendGathered() => _call.Gathered?.Send(Context.Clock.NowMs, _queue.Begun >= _options.MaxInFlight);

    private void Flush()
    {
        _failed.Flush();
        _results.Flush();
    }
}
