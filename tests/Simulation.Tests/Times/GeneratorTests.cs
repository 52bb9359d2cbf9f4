using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Times;

/// <summary>Watermark generators of one's own, record by record and by the clock.</summary>
public sealed class GeneratorTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public sealed record Visit(string User, DateTimeOffset At);

    [Fact]
    public async Task Watermark_of_a_record_takes_effect_behind_it_and_each_split_has_a_generator_of_its_own()
    {
        using var t = Counting(() => new ByRecord(), out var visits, out var counts);
        t.Source(visits).Split("p1").Send(At(70));
        t.Source(visits).Send(At(5));
        await t.Sink(counts).ExpectNothing();
        t.Source(visits).Send(At(61));
        await t.Sink(counts).Expect(1);
    }

    [Fact]
    public async Task Generator_is_asked_by_the_clock_and_may_say_that_its_split_is_idle()
    {
        using var t = Counting(() => new ByClock(), out var visits, out var counts);
        t.Source(visits).Split("p1").Send(At(1));
        t.Source(visits).Send(At(5), At(100));
        await t.Sink(counts).ExpectNothing();

        // Both splits have been asked, and p1 is idle behind three seconds without a record.
        t.AdvanceClock(TimeSpan.FromSeconds(2));
        await t.Sink(counts).ExpectNothing();
        t.Source(visits).Send(At(101));
        t.AdvanceClock(TimeSpan.FromSeconds(2));
        await t.Sink(counts).Expect(2);

        // A record wakes it.
        t.Source(visits).Split("p1").Send(At(110));
        t.Source(visits).Send(At(500));
        t.AdvanceClock(TimeSpan.FromSeconds(1));
        await t.Sink(counts).ExpectNothing();
    }

    [Fact]
    public async Task Restored_split_begins_with_its_watermark()
    {
        var begun = new List<long>();
        using var t = Counting(() => new ByRecord { Begun = begun }, out var visits, out var counts);
        t.Source(visits).Send(At(30));
        t.Checkpoint();
        t.CrashAndRestore();
        t.Source(visits).Send(At(20), At(61));

        await t.Sink(counts).Expect(2);
        begun.ShouldBe([Watermarks.Min, Noon.AddSeconds(30).ToUnixTimeMilliseconds()]);
        t.ExplainTime()["counts"].Late.ShouldBe(0, "the window is not over at its record");
    }

    [Fact]
    public void Watermark_beyond_all_times_and_idleness_at_a_record_fail_the_job_with_the_reason()
    {
        using var far = Counting(() => new ByRecord { Ahead = long.MaxValue / 2 }, out var visits, out _);
        Should.Throw<JobTestException>(() => far.Source(visits).Send(At(0))).Message.ShouldContain("A watermark generator emits");
        using var idle = Counting(() => new ByRecord { IsIdle = true }, out visits, out _);
        Should.Throw<JobTestException>(() => idle.Source(visits).Send(At(0))).Message.ShouldContain("say so in OnPeriodic");
    }

    [Fact]
    public void Factory_that_returns_one_object_for_all_splits_is_refused()
    {
        var one = new ByRecord();
        using var t = Counting(() => one, out var visits, out _);

        Should.Throw<JobTestException>(() => t.Source(visits).Send(At(0))).Message.ShouldContain("returned the same ByRecord twice");
    }

    private static JobTestKit Counting(Func<WatermarkGenerator<Visit>> create, out SourceStream<Visit> visits, out DataStreamSink<long> counts)
    {
        var job = new JobBuilder("generated");
        visits = job.FromSource(new Endless<Visit>(), WatermarkStrategy<Visit>.Generated(create).WithTimestamps(v => v.At).WithPeriod(TimeSpan.FromSeconds(1)), "visits");
        counts = visits.KeyBy(v => v.User).Window(TumblingWindows.OfEventTime(TimeSpan.FromMinutes(1))).Count("counts").Map(r => r.Value).SinkTo(new Nowhere<long>(), "out");
        return new JobTestKit(job, new JobTestOptions { Start = Noon.AddDays(1) });
    }

    private static Visit At(int seconds) => new("a", Noon.AddSeconds(seconds));

    private sealed class ByRecord : WatermarkGenerator<Visit>
    {
        public List<long>? Begun { get; init; }

        public long Ahead { get; init; }

        public bool IsIdle { get; init; }

        public override void Begin(WatermarkOutput output) => Begun?.Add(output.Watermark);

        public override void OnRecord(Visit record, long timestamp, WatermarkOutput output)
        {
            output.Emit(timestamp + Ahead);
            if (IsIdle)
            {
                output.MarkIdle();
            }
        }
    }

    /// <summary>Promises by the clock alone what was seen; a split that has had nothing three times is idle.</summary>
    private sealed class ByClock : WatermarkGenerator<Visit>
    {
        private long _latest = Watermarks.Min;
        private int _quiet;

        public override void OnRecord(Visit record, long timestamp, WatermarkOutput output) => (_latest, _quiet) = (Math.Max(_latest, timestamp), 0);

        public override void OnPeriodic(DateTimeOffset now, WatermarkOutput output)
        {
            output.Emit(_latest);
            if (++_quiet >= 3)
            {
                output.MarkIdle();
            }
        }
    }
}
