using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Operators.Tests.Async;

/// <summary>One subtask of an asynchronous operator, driven by hand as the runtime would.</summary>
internal sealed class AsyncRun : IReceiver<string>
{
    private readonly Func<OperatorContext, StreamOperator> _create;
    private InputProgress _progress = new(Watermarks.Min, IsIdle: false, HasEnded: false);

    public AsyncRun(Func<int, CancellationToken, Task<string>> call, AsyncOptions? options = null, ErrorPolicy policy = ErrorPolicy.Fail, bool carriesTime = false, Func<int, string>? onTimeout = null)
        : this(stream => stream.MapAsync(call, options, "calls", onTimeout), policy, carriesTime)
    {
    }

    public AsyncRun(Func<DataStream<int>, OperatorStream<int, string>> declare, ErrorPolicy policy = ErrorPolicy.Fail, bool carriesTime = false)
        : this(Declare(declare, policy), new TestRuntime { HoldsMail = true }.Context("calls", carriesTime: carriesTime)) => Operator.OpenFresh();

    private AsyncRun(Func<OperatorContext, StreamOperator> create, OperatorContext context)
    {
        _create = create;
        Operator = create(context);
        Operator.Outputs[0].Connect(new InputPort<string>(this));
        Failed = Collector<FailedRecord<int>>.Of(Operator, 1);
    }

    public StreamOperator Operator { get; }

    public Collector<FailedRecord<int>> Failed { get; }

    /// <summary>The results, and where the progress of the input came among them: <c>1</c>, <c>W5</c>, <c>idle</c>, <c>end</c>.</summary>
    public List<string> Log { get; } = [];

    /// <summary>The results with their timestamps and the watermarks they came with, if any.</summary>
    public List<(string Value, long Timestamp, long? Watermark)> Results { get; } = [];

    public bool Reads => Operator.Reads(0);

    private IDelayingOperator Delaying => (IDelayingOperator)Operator;

    /// <summary>A batch of records, each with its number as timestamp.</summary>
    public void Send(params IEnumerable<int> records)
    {
        Operator.Feed(records.Select(record => (record, (long)record)));
        GoOn();
    }

    /// <summary>A batch that says how far event time is before each record.</summary>
    public void SendTimed(params IEnumerable<(int Record, long Watermark)> records)
    {
        Operator.Inputs[0].Deliver(Feeding.TimedBatch(records.Select(r => (r.Record, (long)r.Record, r.Watermark))));
        GoOn();
    }

    public void Advance(long watermark) => Take(_progress with { Watermark = watermark });

    public void SetIdle(bool isIdle) => Take(_progress with { IsIdle = isIdle });

    public void End() => Take(new InputProgress(Watermarks.Max, IsIdle: false, HasEnded: true));

    /// <summary>Time passes, and timers that are due by then fire.</summary>
    public void Pass(long milliseconds)
    {
        ((MovableClock)Operator.Context.Time).Advance(TimeSpan.FromMilliseconds(milliseconds));
        while (Operator.NextProcessingTime <= Operator.Context.Clock.NowMs)
        {
            Operator.OnProcessingTime(Operator.Context.Clock.NowMs);
        }

        GoOn();
    }

    /// <summary>Takes what was answered, emits what can be emitted, and begins what can begin.</summary>
    public void GoOn()
    {
        Operator.Context.Mailbox.Take();
        while (Delaying.GoOn(out var progress))
        {
            if (progress is { } reached)
            {
                Log.Add(reached switch { { HasEnded: true } => "end", { IsIdle: true } => "idle", _ => $"W{reached.Watermark}" });
            }
        }
    }

    public List<string> TakeLog()
    {
        var taken = Log.ToList();
        Log.Clear();
        return taken;
    }

    /// <summary>Takes several subtasks through a checkpoint into others.</summary>
    public static List<AsyncRun> Restart(IReadOnlyList<AsyncRun> subtasks, int parallelism)
    {
        SubtaskSnapshot[] snapshots = [.. subtasks.Select(s => s.Operator.Save())];
        return [.. Enumerable.Range(0, parallelism).Select(index => subtasks[0].Restored(snapshots, index, parallelism))];
    }

    /// <summary>A fresh subtask of several.</summary>
    public AsyncRun Other(int index, int parallelism)
    {
        var other = new AsyncRun(_create, new TestRuntime { HoldsMail = true }.Context("calls", index, parallelism));
        other.Operator.OpenFresh();
        return other;
    }

    void IReceiver<string>.Receive(RecordBatch<string> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            Log.Add(batch.Values[i]);
            Results.Add((batch.Values[i], batch.Timestamps[i], batch.HasWatermarks ? batch.Watermarks[i] : null));
        }

        batch.Return();
    }

    private AsyncRun Restored(SubtaskSnapshot[] snapshots, int index, int parallelism)
    {
        var restored = new AsyncRun(_create, new TestRuntime { HoldsMail = true }.Context("calls", index, parallelism));
        // As the runtime does: with the same parallelism a subtask reads what the one of its number wrote.
        restored.Operator.OpenFrom(snapshots.Length == parallelism ? [snapshots[index]] : snapshots);
        restored.GoOn();
        return restored;
    }

    private void Take(InputProgress progress)
    {
        _progress = progress;
        Delaying.Take(progress);
        GoOn();
    }

    private static Func<OperatorContext, StreamOperator> Declare(Func<DataStream<int>, OperatorStream<int, string>> declare, ErrorPolicy policy)
    {
        var job = new JobBuilder("job");
        declare(job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None())).OnError(policy).SinkTo(new IdleSink<string>());
        var graph = job.Build();
        return context =>
        {
            context.ErrorPolicy = policy;
            return graph.Create("calls", context);
        };
    }
}
