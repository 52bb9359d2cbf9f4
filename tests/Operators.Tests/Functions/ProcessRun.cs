using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Functions;

/// <summary>A process operator on records (key, number), driven by hand.</summary>
internal sealed class ProcessRun
{
    private const int Groups = 16;

    private ProcessRun(
        Func<ProcessFunction<string, (string Key, long Number), string>> create,
        int subtask,
        int parallelism,
        Func<bool>? hasRoom,
        TestRuntime runtime,
        bool carriesTime = false)
    {
        Runtime = runtime;
        var job = new JobBuilder("job") { MaxParallelism = Groups };
        job.FromSource(new IdleSource<(string Key, long Number)>(), WatermarkStrategy<(string Key, long Number)>.None())
            .KeyBy(r => r.Key).Process(create).SinkTo(new IdleSink<string>());
        var context = runtime.Context("process", subtask, parallelism, Groups, carriesTime);
        context.HasRoom = hasRoom ?? context.HasRoom;
        Operator = job.Build().Create("process", context);
        Results = Collector<string>.Of(Operator);
    }

    public TestRuntime Runtime { get; }

    public StreamOperator Operator { get; }

    public Collector<string> Results { get; }

    public static ProcessRun Fresh(Func<ProcessFunction<string, (string Key, long Number), string>> create, Func<bool>? hasRoom = null, bool carriesTime = false)
    {
        var run = new ProcessRun(create, 0, 1, hasRoom, new TestRuntime(), carriesTime);
        run.Operator.OpenFresh();
        return run;
    }

    /// <summary>Takes the run through a checkpoint into a number of subtasks.</summary>
    public IReadOnlyList<ProcessRun> Restart(
        int parallelism, Func<ProcessFunction<string, (string Key, long Number), string>> create, Action? beforeWriting = null)
    {
        SubtaskSnapshot[] snapshots = [Operator.Save(beforeWriting)];
        var runs = Enumerable.Range(0, parallelism).Select(i => new ProcessRun(create, i, parallelism, null, Runtime)).ToList();
        runs.ForEach(run => run.Operator.OpenFrom(snapshots));
        return runs;
    }

    public bool Owns(string key) => Operator.Context.KeyGroups.Contains(KeyGroups.Of(KeyHash<string>.Of(key), Groups));

    public void Send(string key, long number, long timestamp = 0) => Operator.Feed(((key, number), timestamp));

    /// <summary>Sends records in one batch that says how far event time is before each of them, and lets it be processed whole.</summary>
    public void SendTimed(params IEnumerable<(string Key, long Number, long Timestamp, long Watermark)> records)
    {
        Operator.Inputs[0].Deliver(Feeding.TimedBatch(records.Select(r => ((r.Key, r.Number), r.Timestamp, r.Watermark))));
        Feeding.Complete(Operator.Continue);
    }

    public void Advance(long watermark) => Feeding.Complete(() => Operator.OnWatermark(watermark));

    public List<string> Take() => [.. Results.Take().Select(r => $"{r.Value}@{r.Timestamp}")];
}
