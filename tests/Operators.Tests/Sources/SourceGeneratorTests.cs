using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Sources;

/// <summary>A source that waits is called by the clock for the sake of its generators.</summary>
public class SourceGeneratorTests
{
    private const long Period = 1_000;

    private readonly ScriptedSource<int> _source = new(endsFinished: false);
    private readonly SourceRun<int> _run;

    public SourceGeneratorTests() =>
        _run = new SourceRun<int>(_source, WatermarkStrategy<int>.Generated(() => new Counting()).WithPeriod(TimeSpan.FromMilliseconds(Period))).Begin();

    [Fact]
    public void Moment_is_told_anew_with_each_step_and_comes_once_where_none_follows()
    {
        _source.Fetch(new OffsetSplit("a", 0), (1, 50));
        _run.Step();
        _run.Step().ShouldBe(SourceStep.Waiting);
        var due = _run.Operator.NextProcessingTime;
        due.ShouldBe(_run.Runtime.Now + Period);

        _run.Runtime.Now = due;
        _run.Operator.OnProcessingTime(due);
        _run.Operator.NextProcessingTime.ShouldBe(long.MaxValue, "or a subtask that steps no more would be called without end");

        _run.Step().ShouldBe(SourceStep.Waiting);
        _run.Operator.NextProcessingTime.ShouldBe(due + Period);
        _run.Operator.Watermark.ShouldBe(1);
    }

    /// <summary>Counts how often it was asked.</summary>
    private sealed class Counting : WatermarkGenerator<int>
    {
        private int _calls;

        public override void OnPeriodic(DateTimeOffset now, WatermarkOutput output) => output.Emit(_calls++);
    }
}
