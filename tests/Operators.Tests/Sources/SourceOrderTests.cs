using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Sources;

/// <summary>In which order a source emits what its splits bring.</summary>
public sealed class SourceOrderTests
{
    private readonly ScriptedSource<int> _source = new(endsFinished: false) { IsAhead = true };

    [Fact]
    public void Split_furthest_behind_in_event_time_comes_first_and_none_runs_ahead()
    {
        var run = Run("a", "b");
        foreach (var fetch in Enumerable.Range(1, 20))
        {
            _source.Fetch(new OffsetSplit("a", fetch), (fetch, fetch * 100));
        }

        foreach (var fetch in Enumerable.Range(1, 200))
        {
            _source.Fetch(new OffsetSplit("b", fetch), (1000 + fetch, fetch * 10));
        }

        Drain(run);

        var furthest = new Dictionary<bool, long> { [true] = 0, [false] = 0 };
        foreach (var (value, timestamp) in run.Records.Records.Select(r => (r.Value, r.Timestamp)))
        {
            furthest[value < 1000] = timestamp;
            Math.Abs(furthest[true] - furthest[false]).ShouldBeLessThanOrEqualTo(100, "neither is ahead by more than a fetch of the slower one");
        }

        run.Records.Records.Count.ShouldBe(220);
        _source.Paused.ShouldBeEmpty();
    }

    [Fact]
    public void Records_of_a_split_keep_their_order()
    {
        var run = Run("a", "b", "c");
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var split = random.Next(3);
            _source.Fetch(new OffsetSplit($"{(char)('a' + split)}", i), (split * 1000 + i, random.Next(1000)));
        }

        Drain(run);

        foreach (var split in run.Records.Records.GroupBy(r => r.Value / 1000))
        {
            split.Select(r => r.Value).ShouldBeInOrder();
        }

        run.Records.Records.Count.ShouldBe(500);
    }

    [Fact]
    public void Split_that_is_ahead_is_paused_and_read_on_once_the_others_have_come_up()
    {
        var run = Run("a");
        run.Assign(new OffsetSplit("b", 0) { KnownEnd = 1 });
        _source.Fetch(new OffsetSplit("a", 1), (1, 100));
        _source.Fetch(new OffsetSplit("a", 2), (2, 200));
        _source.Fetch(new OffsetSplit("a", 3), (3, 300));
        run.Step();
        run.Step().ShouldBe(SourceStep.Waiting);
        _source.Paused.ShouldBe(["a"]);

        _source.Fetch(new OffsetSplit("b", 1), (11, 1000));
        Drain(run);

        run.Trace.ShouldBe(["1", "11", "2", "3"], customMessage: "b is at its beginning when it brings something");
        _source.Paused.ShouldBeEmpty();
    }

    [Fact]
    public void Split_that_is_behind_and_known_to_have_more_is_waited_for_but_not_for_ever()
    {
        var run = Run("a");
        run.Assign(new OffsetSplit("b", 0) { KnownEnd = 10 });
        _source.Fetch(new OffsetSplit("a", 1), (1, 100));
        run.Step().ShouldBe(SourceStep.Emitted, "both are at their beginning");
        _source.Fetch(new OffsetSplit("a", 2), (2, 200));
        run.Step().ShouldBe(SourceStep.Waiting);

        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(FetchOrder<int>.PatienceMs - 1));
        run.Step().ShouldBe(SourceStep.Waiting);
        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(1));
        run.Step().ShouldBe(SourceStep.Emitted);
        _source.Fetch(new OffsetSplit("a", 3), (3, 3000));
        run.Step().ShouldBe(SourceStep.Emitted, "it is not waited for again before it brings something");

        _source.Fetch(new OffsetSplit("b", 1) { KnownEnd = 10 }, (11, 50));
        run.Step().ShouldBe(SourceStep.Emitted);
        _source.Fetch(new OffsetSplit("a", 4), (4, 4000));
        run.Step().ShouldBe(SourceStep.Waiting);
        run.Trace.ShouldBe(["1", "2", "3", "11"]);
    }

    [Theory]
    [InlineData(FetchOrder<int>.DriftMs, true)]
    [InlineData(FetchOrder<int>.DriftMs + 1, false)]
    public void Split_that_is_behind_by_a_little_is_not_waited_for(long ahead, bool goesOn)
    {
        var run = Run("a");
        run.Assign(new OffsetSplit("b", 0) { KnownEnd = 10 });
        _source.Fetch(new OffsetSplit("b", 1) { KnownEnd = 10 }, (11, 500));
        _source.Fetch(new OffsetSplit("a", 1), (1, 500 + ahead));
        run.Step().ShouldBe(SourceStep.Emitted);
        run.Step().ShouldBe(SourceStep.Emitted);

        _source.Fetch(new OffsetSplit("a", 2), (2, 500 + ahead));

        run.Step().ShouldBe(goesOn ? SourceStep.Emitted : SourceStep.Waiting);
    }

    [Fact]
    public void Split_that_may_have_nothing_is_not_waited_for()
    {
        var run = Run("a", "b");
        _source.Fetch(new OffsetSplit("a", 1), (1, 100));
        _source.Fetch(new OffsetSplit("a", 2), (2, 200));

        run.Step().ShouldBe(SourceStep.Emitted);
        run.Step().ShouldBe(SourceStep.Emitted);
    }

    [Fact]
    public void Without_event_time_fetches_come_as_they_are_read_and_nothing_is_paused()
    {
        var run = new SourceRun<int>(_source, WatermarkStrategy<int>.None()).Begin();
        run.Assign(new OffsetSplit("a", 0), new OffsetSplit("b", 0) { KnownEnd = 100 });
        for (var i = 0; i < 10; i++)
        {
            _source.Fetch(new OffsetSplit(i % 3 == 0 ? "b" : "a", i), (i, 1000 - i));
        }

        Drain(run);

        run.Trace.ShouldBe(Enumerable.Range(0, 10).Select(i => $"{i}"));
    }

    [Fact]
    public void Checkpoint_holds_the_positions_of_what_was_emitted_not_of_what_is_held()
    {
        var run = Run("a", "b");
        _source.Fetch(new OffsetSplit("a", 1), (1, 100));
        _source.Fetch(new OffsetSplit("a", 2), (2, 200));
        _source.Fetch(new OffsetSplit("b", 1), (11, 10));
        run.Step();

        run.Operator.IsAtFetchBoundary.ShouldBeTrue();
        var next = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.Monotonous()).BeginFrom(run.Operator.Save());
        next.Source.Added.ShouldBe([new OffsetSplit("a", 1), new OffsetSplit("b", 0)], ignoreOrder: true);
        run.Operator.Dispose();
    }

    [Fact]
    public void Split_with_a_fetch_that_waits_for_its_turn_is_not_idle()
    {
        var run = new SourceRun<int>(_source, WatermarkStrategy<int>.Monotonous().WithIdleness(TimeSpan.FromMilliseconds(500))).Begin();
        run.Assign(new OffsetSplit("a", 0), new OffsetSplit("b", 0) { KnownEnd = 10 });
        _source.Fetch(new OffsetSplit("a", 1), (1, 100));
        _source.Fetch(new OffsetSplit("a", 2), (2, 200));
        run.Step().ShouldBe(SourceStep.Emitted);
        run.Step().ShouldBe(SourceStep.Waiting);

        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(900));
        run.Step().ShouldBe(SourceStep.Waiting);

        run.Operator.IsIdle.ShouldBeFalse();
    }

    [Fact]
    public void Split_that_was_held_for_longer_than_the_idle_time_is_not_idle_when_its_last_fetch_is_out()
    {
        var run = new SourceRun<int>(_source, WatermarkStrategy<int>.Monotonous().WithIdleness(TimeSpan.FromMilliseconds(500))).Begin();
        run.Assign(new OffsetSplit("a", 0), new OffsetSplit("b", 0) { KnownEnd = 10 });
        _source.Fetch(new OffsetSplit("a", 1), (1, 5_000));
        _source.Fetch(new OffsetSplit("a", 2), (2, 6_000));
        run.Step().ShouldBe(SourceStep.Emitted);
        run.Step().ShouldBe(SourceStep.Waiting);
        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(900));
        _source.Fetch(new OffsetSplit("b", 1) { KnownEnd = 10 }, (11, 9_000));
        run.Step().ShouldBe(SourceStep.Emitted);
        run.Step().ShouldBe(SourceStep.Emitted);

        run.Step().ShouldBe(SourceStep.Waiting);

        run.Operator.Watermark.ShouldBe(5_999, "a counts still");
    }

    [Fact]
    public void Split_whose_event_time_stands_is_not_waited_for_again_and_again()
    {
        var run = Run("a");
        run.Assign(new OffsetSplit("b", 0) { KnownEnd = 1000 });
        _source.Fetch(new OffsetSplit("b", 1) { KnownEnd = 1000 }, (11, 10));
        _source.Fetch(new OffsetSplit("a", 1), (1, 10_000));
        run.Step();
        run.Step();
        var waited = 0;
        for (var i = 2; i < 12; i++)
        {
            _source.Fetch(new OffsetSplit("a", i), (i, 10_000 + i));
            _source.Fetch(new OffsetSplit("b", i) { KnownEnd = 1000 }, (10 + i, 10));
            for (var step = run.Step(); step != SourceStep.Waiting || run.Records.Records.Count(r => r.Value < 12) < i; step = run.Step())
            {
                waited += step == SourceStep.Waiting ? 1 : 0;
                run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(step == SourceStep.Waiting ? 100 : 0));
                waited.ShouldBeLessThan(15, "it is waited for a second at the most, once");
            }
        }
    }

    private static void Drain(SourceRun<int> run)
    {
        while (run.Step() != SourceStep.Waiting)
        {
        }
    }

    private SourceRun<int> Run(params string[] splits)
    {
        var run = new SourceRun<int>(_source, WatermarkStrategy<int>.Monotonous()).Begin();
        run.Assign([.. splits.Select(id => new OffsetSplit(id, 0))]);
        return run;
    }
}
