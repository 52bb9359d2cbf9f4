using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Sources;

public class EventTimeBoundTests
{
    private const long Hour = 3_600_000;
    private const long Year9999 = 253_402_300_799_000;

    private static readonly OffsetSplit A = new("a", 0);
    private static readonly OffsetSplit B = new("b", 0);

    private ScriptedSource<int> _source = new();

    [Fact]
    public void Record_dated_far_ahead_of_the_clock_is_a_bad_record_and_makes_no_other_late()
    {
        var run = Run(WatermarkStrategy<int>.Monotonous(), ErrorPolicy.Divert);
        Fetch(A);
        Fetch(A with { Position = 3 }, (1, 10), (2, Year9999), (3, 20));
        run.RunToEnd();

        run.Records.Records.Select(r => r.Value).ShouldBe([1, 3]);
        run.Operator.Watermark.ShouldBe(19);
        var bad = run.Bad.Records.ShouldHaveSingleItem().Value;
        bad.Split.ShouldBe("a");
        bad.Raw.ShouldBe("2"u8.ToArray());
        bad.Reason.ShouldContain("its event time 9999-12-31T23:59:59.000Z lies more than 01:00:00 ahead of the clock, 1970-01-01T00:00:00.000Z");
        bad.Reason.ShouldContain("The record is «2»");
        bad.Position.ShouldBe("1");
        (run.Operator.Counters.In, run.Operator.Counters.Out, run.Operator.Counters.Bad).ShouldBe((3, 2, 1));
    }

    [Fact]
    public void Policy_of_the_source_decides_what_becomes_of_it()
    {
        Fetch(A, (1, 10), (2, Year9999));
        var failing = Run(WatermarkStrategy<int>.Monotonous(), ErrorPolicy.Fail);

        Should.Throw<BadRecordException>(failing.RunToEnd).Message.ShouldContain("WithClockBound allows more");

        _source = new();
        Fetch(A, (1, 10), (2, Year9999));
        var skipping = Run(WatermarkStrategy<int>.Monotonous(), ErrorPolicy.Skip).RunToEnd();
        skipping.Records.Records.Select(r => r.Value).ShouldBe([1]);
        skipping.Operator.Counters.Bad.ShouldBe(1);
    }

    [Fact]
    public void Bound_is_kept_to_the_millisecond_and_may_be_set_or_lifted() =>
        Gen.Select(Gen.Long[0, 3 * Hour], Gen.Long[-5, 5], Gen.Long[0, 1_000_000]).Sample(
            (bound, off, now) =>
            {
                var source = new ScriptedSource<int>();
                source.Fetch(A, (1, now + bound + off));
                var run = new SourceRun<int>(source, WatermarkStrategy<int>.Monotonous().WithClockBound(TimeSpan.FromMilliseconds(bound)), policy: ErrorPolicy.Skip);
                run.Runtime.Now = now;
                run.Begin().RunToEnd().Records.Records.Count.ShouldBe(off <= 0 ? 1 : 0);
            },
            iter: 200);

    [Fact]
    public void Any_date_is_taken_where_the_bound_is_lifted()
    {
        Fetch(A, (1, Year9999));

        Run(WatermarkStrategy<int>.Monotonous().WithoutClockBound(), ErrorPolicy.Fail).RunToEnd().Records.Records.Count.ShouldBe(1);
    }

    [Fact]
    public void Bound_ahead_of_the_other_splits_is_measured_from_the_furthest_of_them()
    {
        var strategy = WatermarkStrategy<int>.Monotonous().WithoutClockBound().WithSplitBound(TimeSpan.FromSeconds(1));
        var run = Run(strategy, ErrorPolicy.Divert);
        Fetch(A, (1, 50_000));
        Fetch(B, (2, 50_900), (3, 51_000), (4, 51_001));
        Fetch(A, (5, 51_890), (6, 99_000_000));
        run.RunToEnd();

        run.Records.Records.Select(r => r.Value).ShouldBe([1, 2, 5]);
        run.Bad.Records.Select(r => r.Value.Reason).ShouldAllBe(reason => reason.Contains("ahead of all other splits"));
        run.Operator.Counters.Bad.ShouldBe(3);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue + 1)]
    [InlineData((1L << 62) + 1)]
    public void Time_that_nothing_can_be_computed_with_is_refused_whatever_the_bound(long timestamp)
    {
        Fetch(A, (1, timestamp), (2, 5));
        var run = Run(WatermarkStrategy<int>.BoundedOutOfOrderness(TimeSpan.FromDays(1)).WithoutClockBound(), ErrorPolicy.Skip).RunToEnd();

        run.Records.Records.Select(r => r.Value).ShouldBe([2]);
        run.Operator.Watermark.ShouldBe(5 - (24 * Hour) - 1);
    }

    [Fact]
    public void Record_without_a_time_is_taken_where_none_is_asked_of_it_and_refused_where_it_is()
    {
        Fetch(A, (1, RecordBatch.NoTimestamp), (2, 5));
        Run(WatermarkStrategy<int>.Monotonous(), ErrorPolicy.Fail).RunToEnd().Records.Records.Count.ShouldBe(2);

        _source = new();
        Fetch(A, (1, 0), (2, 0));
        var strategy = WatermarkStrategy<int>.Monotonous().WithTimestamps(r => r == 1 ? long.MinValue : r);
        var run = Run(strategy, ErrorPolicy.Divert).RunToEnd();

        run.Records.Records.Select(r => r.Value).ShouldBe([2]);
        run.Bad.Records.Single().Value.Reason.ShouldStartWith("it has no event time");
    }

    [Fact]
    public void Records_of_any_size_of_batch_are_sifted_as_one_by_one() =>
        Gen.Select(Gen.Long[-10, 10].Array[0, 40], Gen.Int[1, 17]).Sample(
            (times, size) =>
            {
                var source = new ScriptedSource<int>();
                for (var start = 0; start < times.Length; start += size)
                {
                    source.Fetch(A, [.. Enumerable.Range(start, Math.Min(size, times.Length - start)).Select(i => (i, times[i]))]);
                }

                var run = new SourceRun<int>(source, WatermarkStrategy<int>.Monotonous().WithClockBound(TimeSpan.FromMilliseconds(3)), policy: ErrorPolicy.Divert).Begin().RunToEnd();

                run.Records.Records.Select(r => r.Value).ShouldBe(Enumerable.Range(0, times.Length).Where(i => times[i] <= 3));
                run.Bad.Records.Select(r => r.Value.Raw[0]).Count().ShouldBe(times.Count(t => t > 3));
            },
            iter: 300);

    [Fact]
    public void Record_whose_text_cannot_be_had_is_refused_all_the_same()
    {
        var source = new ScriptedSource<Mute>();
        source.Fetch(A, (new Mute(), Year9999));

        var run = new SourceRun<Mute>(source, WatermarkStrategy<Mute>.Monotonous(), policy: ErrorPolicy.Divert).Begin().RunToEnd();

        System.Text.Encoding.UTF8.GetString(run.Bad.Records.Single().Value.Raw).ShouldBe("a Mute that cannot be shown (InvalidOperationException)");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(400_000L * 24 * 3600 * 1000)]
    public void Bounds_that_nothing_can_be_computed_with_are_refused(long milliseconds)
    {
        var bound = TimeSpan.FromMilliseconds(milliseconds);
        Should.Throw<StreamProcessingException>(() => WatermarkStrategy<int>.Monotonous().WithClockBound(bound));
        Should.Throw<StreamProcessingException>(() => WatermarkStrategy<int>.Monotonous().WithSplitBound(bound));
        Should.Throw<StreamProcessingException>(() => WatermarkStrategy<int>.Monotonous().WithIdleness(bound));
        Should.Throw<StreamProcessingException>(() => WatermarkStrategy<int>.BoundedOutOfOrderness(bound));
    }

    private SourceRun<int> Run(WatermarkStrategy<int> strategy, ErrorPolicy policy) => new SourceRun<int>(_source, strategy, policy: policy).Begin();

    private void Fetch(OffsetSplit split, params (int, long)[] records) => _source.Fetch(split, records);

    private sealed class Mute
    {
        public override string ToString() => throw new InvalidOperationException("mute");
    }
}
