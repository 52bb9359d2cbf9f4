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

    [Theory]
    [InlineData("it has nothing", 249)]
    [InlineData("it is known to have more", 99)]
    [InlineData("the reader has a record of it", 149)]
    public void Split_is_idle_by_its_word_only_where_nothing_of_it_is_here_or_known(string slower, long watermark)
    {
        var source = new ScriptedSource<int>(endsFinished: false) { IsAhead = true };
        var run = new SourceRun<int>(source, WatermarkStrategy<int>.Generated(() => new QuietForAMinute()).WithPeriod(TimeSpan.FromMilliseconds(Period))).Begin();
        run.Assign(new OffsetSplit("a", 0), new OffsetSplit("b", 0));
        source.Fetch(new OffsetSplit("a", 1), (1, 200));
        source.Fetch(new OffsetSplit("b", 1) { KnownEnd = slower == "it is known to have more" ? 2 : 1 }, (2, 100));
        Drain(run);
        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(Period));
        Drain(run);

        // The subtask waits for credit, and does not step.
        run.Runtime.Clock.Advance(TimeSpan.FromSeconds(61));
        source.Fetch(new OffsetSplit("a", 2), (3, 250));
        if (slower == "the reader has a record of it")
        {
            source.Fetch(new OffsetSplit("b", 2), (4, 150));
        }

        run.Step().ShouldBe(SourceStep.Emitted);

        run.Operator.Watermark.ShouldBe(watermark, slower);
    }

    private static void Drain(SourceRun<int> run)
    {
        while (run.Step() != SourceStep.Waiting)
        {
        }
    }

    /// <summary>Its split is idle when it has had no record for a minute.</summary>
    private sealed class QuietForAMinute : WatermarkGenerator<int>
    {
        private DateTimeOffset _asked;
        private bool _hasNews = true;

        public override void OnRecord(int record, long timestamp, WatermarkOutput output)
        {
            _hasNews = true;
            output.Emit(timestamp - 1);
        }

        public override void OnPeriodic(DateTimeOffset now, WatermarkOutput output)
        {
            if (_hasNews)
            {
                (_asked, _hasNews) = (now, false);
            }
            else if (now - _asked > TimeSpan.FromMinutes(1))
            {
                output.MarkIdle();
            }
        }
    }

    /// <summary>Counts how often it was asked.</summary>
    private sealed class Counting : WatermarkGenerator<int>
    {
        private int _calls;

        public override void OnPeriodic(DateTimeOffset now, WatermarkOutput output) => output.Emit(_calls++);
    }
}
