using AkkaStreamProc.Operators.Execution;
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

    public SourceRun<T> Begin()
    {
        Operator.OpenFresh();
        Operator.Start();
        return this;
    }

    /// <summary>One step, or several where the source only tells that its status has changed.</summary>
    public SourceStep Step()
    {
        var step = Operator.Step();
        Trace.AddRange(Records.Records.Skip(_seen).Select(r => $"{r.Value}"));
        _seen = Records.Records.Count;
        if (step == SourceStep.EmittedToPoint)
        {
            Trace.Add($"w{Operator.Watermark}");
        }

        return step == SourceStep.StatusChanged ? Step() : step;
    }

    public SourceRun<T> RunToEnd()
    {
        while (Step() is not SourceStep.Finished)
        {
            Trace.Count.ShouldBeLessThan(100_000, "the source never ends");
        }

        return this;
    }

    private int _seen;
}
