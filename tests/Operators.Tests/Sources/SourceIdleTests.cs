using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Sources;

public class SourceIdleTests
{
    private static readonly OffsetSplit A = new("a", 0);
    private static readonly OffsetSplit B = new("b", 0);

    private readonly ScriptedSource<int> _source = new(endsFinished: false);
    private readonly SourceRun<int> _run;

    public SourceIdleTests() =>
        _run = new SourceRun<int>(_source, WatermarkStrategy<int>.Monotonous().WithIdleness(TimeSpan.FromSeconds(10))).Begin();

    [Fact]
    public void Split_that_is_empty_for_the_whole_time_no_longer_holds_the_others_up()
    {
        Fetch(B, 50);
        Fetch(A, 100);
        _run.Operator.Watermark.ShouldBe(49);
        Wait(9_999);
        Fetch(A, 200);
        _run.Operator.Watermark.ShouldBe(49);

        Wait(1);

        _run.Operator.Watermark.ShouldBe(199);
        _run.Operator.IsIdle.ShouldBeFalse();
    }

    [Fact]
    public void Split_that_is_empty_is_idle_although_another_always_has_a_record()
    {
        var source = new ScriptedSource<int>(endsFinished: false) { IsAhead = true };
        var run = new SourceRun<int>(source, WatermarkStrategy<int>.Monotonous().WithIdleness(TimeSpan.FromSeconds(10))).Begin();
        run.Assign(A, B);
        for (var i = 1; i <= 200; i++)
        {
            source.Fetch(new OffsetSplit("a", i), (i, i * 1000));
        }

        for (var i = 0; i < 99; i++)
        {
            run.Step().ShouldBe(SourceStep.Emitted);
            run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        run.Operator.Watermark.ShouldBe(Watermarks.Min);
        for (var i = 0; i < 4; i++)
        {
            run.Step().ShouldBe(SourceStep.Emitted);
            run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        run.Operator.Watermark.ShouldBeGreaterThan(90_000);
        run.Operator.IsIdle.ShouldBeFalse();
    }

    [Fact]
    public void Split_whose_record_has_waited_for_its_turn_is_not_idle_when_that_comes()
    {
        var source = new ScriptedSource<int>(endsFinished: false) { IsAhead = true };
        var run = new SourceRun<int>(source, WatermarkStrategy<int>.Monotonous().WithIdleness(TimeSpan.FromSeconds(10))).Begin();
        run.Assign(A, B);
        source.Fetch(new OffsetSplit("b", 1), (-1, 5_000));
        source.Fetch(new OffsetSplit("b", 2), (-2, 5_500));
        for (var i = 1; i <= 150; i++)
        {
            source.Fetch(new OffsetSplit("a", i), (i, i * 34));
        }

        source.Fetch(new OffsetSplit("a", 151), (151, 50_000));
        while (run.Records.Records.All(r => r.Value != 151))
        {
            run.Step();
            run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        run.Records.Records.Select(r => r.Value).ShouldContain(-2);
        run.Operator.Watermark.ShouldBeLessThan(5_500);
    }

    [Fact]
    public void Split_that_wakes_up_counts_again_but_does_not_pull_the_watermark_back()
    {
        Fetch(B, 50);
        Fetch(A, 100);
        Wait(10_000);
        Fetch(A, 200);
        Wait(1);
        _run.Operator.Watermark.ShouldBe(199);

        Fetch(B, 60);
        Fetch(A, 300);

        _run.Operator.Watermark.ShouldBe(199);
        Fetch(B, 250);
        _run.Operator.Watermark.ShouldBe(249);
    }

    [Fact]
    public void Split_with_records_that_have_not_arrived_yet_is_not_idle_until_it_is_read_to_the_end_it_had()
    {
        Fetch(A, 100);
        _source.Fetch(B with { KnownEnd = 2 });
        _run.Step();
        Wait(9_000);
        FetchBehindPatience(A, 200);
        Wait(60_000);
        Fetch(A, 3000);
        _run.Operator.Watermark.ShouldBe(99, "the other split has records somewhere");

        Fetch(B with { Position = 1, KnownEnd = 2 }, 150);
        Wait(60_000);
        FetchBehindPatience(A, 4000);
        _run.Operator.Watermark.ShouldBe(149);
        Fetch(B with { Position = 2, KnownEnd = 2 }, 160);
        _run.Operator.Watermark.ShouldBe(159);
        Wait(10_000);
        Fetch(A, 5000);

        _run.Operator.Watermark.ShouldBe(4999);
    }

    [Fact]
    public void Source_is_idle_when_all_its_splits_are()
    {
        _run.Operator.IsIdle.ShouldBeTrue("no split is known yet");
        Fetch(A, 100);
        _run.Operator.IsIdle.ShouldBeFalse();

        Wait(10_000);
        _run.Operator.IsIdle.ShouldBeTrue();
        _run.Operator.Watermark.ShouldBe(99);

        Fetch(A, 150);
        _run.Operator.IsIdle.ShouldBeFalse();
    }

    [Fact]
    public void Time_in_which_nobody_asks_for_records_makes_no_split_idle()
    {
        Fetch(B, 50);
        Fetch(A, 100);

        // The subtask waits for credit and does not read.
        _run.Runtime.Now += 60_000;
        Fetch(A, 200);
        Wait(0);

        _run.Operator.Watermark.ShouldBe(49);
    }

    [Fact]
    public void Split_is_not_idle_where_the_reader_has_a_record_of_it_when_its_time_is_over()
    {
        Fetch(B, 50);
        Fetch(A, 100);
        Wait(9_999);
        _source.Fetch(A, (1, 200));
        _source.Fetch(B, (1, 60));
        _source.Permits = 2;

        // The subtask had no room, and is called for the moment that has passed meanwhile.
        _run.Runtime.Clock.Advance(TimeSpan.FromSeconds(60));
        _run.Operator.OnProcessingTime(_run.Runtime.Now);

        _run.Step().ShouldBe(SourceStep.Emitted);
        _run.Operator.Watermark.ShouldBe(59);
    }

    [Fact]
    public void Source_that_holds_back_until_a_checkpoint_makes_no_split_idle()
    {
        var source = new ScriptedSource<int>(endsFinished: false) { IsAhead = true };
        var run = new SourceRun<int>(source, WatermarkStrategy<int>.Monotonous().WithIdleness(TimeSpan.FromSeconds(10)));
        run.Operator.OpenFresh();
        run.Operator.Start();
        StoredSplit[] splits = [StoredSplit.Of(A, 100, OffsetSplit.Serializer), StoredSplit.Of(B, 50, OffsetSplit.Serializer)];
        run.Operator.Assign(new SplitAssignment(splits, [], Begins: true, HoldsBack: true));
        run.Operator.Step().ShouldBe(SourceStep.StatusChanged);
        run.Operator.Step().ShouldBe(SourceStep.Waiting);

        run.Runtime.Clock.Advance(TimeSpan.FromSeconds(60));
        run.Operator.Step().ShouldBe(SourceStep.Waiting);

        run.Operator.IsIdle.ShouldBeFalse();
        run.Operator.Watermark.ShouldBe(50);
    }

    [Fact]
    public void Waiting_source_names_the_moment_at_which_a_split_becomes_idle()
    {
        Fetch(A, 100);
        Wait(0);
        var due = _run.Operator.NextProcessingTime;
        due.ShouldBe(_run.Runtime.Now + 10_000);

        _run.Runtime.Now = due;
        _run.Operator.OnProcessingTime(due);

        _run.Operator.IsIdle.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Watermark_when_all_splits_are_idle_does_not_depend_on_which_of_them_became_idle_last(bool slowOneLast)
    {
        var (early, late) = slowOneLast ? ((A, 10_000), (B, 2_500)) : ((B, 2_500), (A, 10_000));
        Fetch(A, 0);
        Fetch(B, 0);
        Fetch(early.Item1, early.Item2);
        Wait(9_000);
        Fetch(late.Item1, late.Item2);

        Wait(1_000);
        _run.Operator.IsIdle.ShouldBeFalse();
        Wait(9_000);

        _run.Operator.IsIdle.ShouldBeTrue();
        _run.Operator.Watermark.ShouldBe(9_999);
    }

    [Fact]
    public void Split_that_has_finished_counts_with_what_it_had_reached_when_the_others_are_idle()
    {
        Fetch(A, 0);
        Fetch(B, 2_500);
        _source.Fetch(A with { IsFinished = true }, (1, 10_000L));
        _run.Step().ShouldBe(SourceStep.Emitted);
        _run.Operator.Watermark.ShouldBe(2_499);

        Wait(10_000);

        _run.Operator.Watermark.ShouldBe(9_999);
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void Wall_clock_that_is_set_makes_no_split_idle_and_keeps_none_from_it(int seconds)
    {
        Fetch(B, 50);
        Fetch(A, 100);
        Wait(5_000);

        _run.Runtime.Clock.SetWallClock(TimeSpan.FromSeconds(seconds));
        Wait(4_999);
        _run.Operator.IsIdle.ShouldBeFalse();
        Wait(1);
        _run.Operator.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public void Source_without_event_time_is_idle_between_its_records_too()
    {
        var source = new ScriptedSource<int>(endsFinished: false);
        var run = new SourceRun<int>(source, WatermarkStrategy<int>.None().WithIdleness(TimeSpan.FromSeconds(10))).Begin();
        source.Fetch(A, (1, 100));
        while (run.Step() != SourceStep.Waiting)
        {
        }

        run.Operator.IsIdle.ShouldBeFalse();
        run.Runtime.Clock.Advance(TimeSpan.FromSeconds(10));
        run.Step();

        run.Operator.IsIdle.ShouldBeTrue();
        run.Operator.Watermark.ShouldBe(Watermarks.Min);
    }

    private void Fetch(OffsetSplit split, long timestamp)
    {
        _source.Fetch(split, (1, timestamp));
        _run.Step().ShouldBe(SourceStep.Emitted);
    }

    /// <summary>The same where another split, which is known to have more, is waited for first.</summary>
    private void FetchBehindPatience(OffsetSplit split, long timestamp)
    {
        _source.Fetch(split, (1, timestamp));
        _run.Step().ShouldBe(SourceStep.Waiting);
        _run.Operator.NextProcessingTime.ShouldBe(_run.Runtime.Now + FetchOrder<int>.PatienceMs);
        _run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(FetchOrder<int>.PatienceMs));
        _run.Step().ShouldBe(SourceStep.Emitted);
    }

    /// <summary>Lets time pass in which the reader has nothing.</summary>
    private void Wait(long milliseconds)
    {
        _run.Step().ShouldBe(SourceStep.Waiting);
        _run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        _run.Step().ShouldBe(SourceStep.Waiting);
    }
}
