using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Sources;

/// <summary>A source operator driven step by step, with what it emits in the order the job would see it.</summary>
internal sealed class SourceRun<T>
{
    public SourceRun(
        ScriptedSource<T> source,
        WatermarkStrategy<T> watermarks,
        WatermarkPoint[]? points = null,
        ErrorPolicy policy = ErrorPolicy.Fail,
        TestRuntime? runtime = null,
        int subtask = 0,
        int parallelism = 1)
    {
        Source = source;
        Runtime = runtime ?? new TestRuntime();
        var context = Runtime.Context("source", subtask, parallelism);
        context.ErrorPolicy = policy;
        Operator = new SourceOperator<T>(context, source, watermarks, watermarks.CompileTimestamps(), new WatermarkPoints(points ?? []));
        Records = Collector<T>.Of(Operator);
        Bad = Collector<BadRecord>.Of(Operator, 1);
    }

    public ScriptedSource<T> Source { get; }

    public TestRuntime Runtime { get; }

    public SourceOperator<T> Operator { get; }

    public Collector<T> Records { get; }

    public Collector<BadRecord> Bad { get; }

    /// <summary>The values emitted and, as <c>w17</c>, the watermarks that had to be sent at points.</summary>
    public List<string> Trace { get; } = [];

    /// <summary>Starts with no splits; each is assigned when the script comes to it.</summary>
    public SourceRun<T> Begin()
    {
        Operator.OpenFresh();
        Operator.Start();
        Assign();
        return this;
    }

    /// <summary>Goes on from snapshots with the splits that were in them.</summary>
    public SourceRun<T> BeginFrom(params IReadOnlyList<SubtaskSnapshot> snapshots)
    {
        Operator.OpenFrom(snapshots);
        Operator.Start();
        foreach (var split in Operator.Restored!.Splits)
        {
            _assigned.Add(split.Read(OffsetSplit.Serializer).Id);
        }

        Operator.Assign(new SplitAssignment(Operator.Restored.Splits, [], Begins: true));
        return this;
    }

    /// <summary>Assigns splits that the source begins with.</summary>
    public void Assign(params OffsetSplit[] splits)
    {
        _assigned.UnionWith(splits.Select(split => split.Id));
        Operator.Assign(new SplitAssignment([.. splits.Select(split => StoredSplit.Of(split, Watermarks.Min, OffsetSplit.Serializer))], [], Begins: true));
    }

    /// <summary>One step, or several where the source only tells that its status has changed.</summary>
    public SourceStep Step()
    {
        Source.Permits = 1;
        if (Source.Script.First is { Value: var next } && Operator.IsAtFetchBoundary && !_assigned.Contains(next.Split.Id))
        {
            Assign((OffsetSplit)next.Split with { IsFinished = false });
        }

        var step = Operator.Step();
        Trace.AddRange(Records.Records.Skip(_seen).Select(r => $"{r.Value}"));
        _seen = Records.Records.Count;
        if (step == SourceStep.EmittedToPoint)
        {
            Trace.Add($"w{Operator.Watermark}");
        }

        return step switch
        {
            SourceStep.StatusChanged => Step(),
            SourceStep.Waiting when Source is { EndsFinished: true, Script.Count: 0 } => SourceStep.Finished,
            _ => step,
        };
    }

    public SourceRun<T> RunToEnd()
    {
        while (Step() is not SourceStep.Finished)
        {
            Trace.Count.ShouldBeLessThan(100_000, "the source never ends");
        }

        return this;
    }

    private readonly HashSet<string> _assigned = [];
    private int _seen;
}
