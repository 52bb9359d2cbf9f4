using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Times;

/// <summary>What is said of every cause why a window has not fired; the words are part of the promise.</summary>
public sealed class ExplainTimeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public sealed record Visit(string User, DateTimeOffset At);

    [Fact]
    public void Idle_split_without_idleness_is_named_with_the_way_out()
    {
        using var t = Counting(out var visits, InOrder());
        t.Source(visits).Split("p1");
        t.Source(visits).Send(At(0), At(90));
        t.AdvanceClock(TimeSpan.FromSeconds(40));
        t.Source(visits).Send(At(91));

        var why = t.ExplainTime()["counts"];

        Words(why).ShouldBe(
        [
            "Its next window ends at 2026-06-01T12:01:00.000Z, and there is no event time yet.",
            "Event time comes from 'visits': its split 'p1' has had no record for 40 s and has no event time yet, while '0' has reached 2026-06-01T12:01:30.999Z, and the others wait for it: it is never idle; WatermarkStrategy.WithIdleness lets the others go on.",
        ]);
        why.HeldBy.ShouldBe(new TimeHolder("visits", 0, "p1", long.MinValue, Noon));
        why.Awaits.ShouldBe(new AwaitedMoment(AwaitedKind.Window, Ms(60) - 1, null, null));
    }

    [Fact]
    public void Idle_split_with_idleness_is_named_with_the_time_it_has_left()
    {
        using var t = Counting(out var visits, InOrder().WithIdleness(Minute));
        t.Source(visits).Split("p1").Send(At(10));
        t.Source(visits).Send(At(90));
        t.AdvanceClock(TimeSpan.FromSeconds(40));

        Words(t.ExplainTime()["counts"])[^1].ShouldBe(
            "Event time comes from 'visits': its split 'p1' has had no record for 40 s and stands at 2026-06-01T12:00:09.999Z, while '0' has reached 2026-06-01T12:01:29.999Z, and the others wait for it: it is idle when that has lasted for 60 s.");
    }

    [Fact]
    public void Partition_behind_is_named_with_its_distance()
    {
        using var t = Counting(out var visits, InOrder());
        t.Source(visits).Split("p1").Send(At(10));
        t.Source(visits).Send(At(90));

        var why = t.ExplainTime()["counts"];

        Words(why).ShouldBe(
        [
            "Its next window ends at 2026-06-01T12:01:00.000Z; event time is 2026-06-01T12:00:09.999Z, 50 s before.",
            "Event time comes from 'visits': its split 'p1' stands at 2026-06-01T12:00:09.999Z, 80 s behind '0', and is being read.",
        ]);
        why.Awaits!.Remaining.ShouldBe(TimeSpan.FromSeconds(50));
    }

    [Fact]
    public void Source_without_event_time_is_named_with_the_way_out()
    {
        using var t = Counting(out var visits, WatermarkStrategy<Visit>.None().WithTimestamps(v => v.At));
        t.Source(visits).Send(At(0), At(90));

        Words(t.ExplainTime()["counts"])[^1].ShouldBe(
            "Event time comes from 'visits': its watermark strategy is None, so it promises nothing before its input ends, which it never does: give it a strategy such as WatermarkStrategy.BoundedOutOfOrderness.");
    }

    [Fact]
    public void Records_that_are_all_late_are_counted()
    {
        using var t = Counting(out var visits, InOrder());
        t.Source(visits).Send(At(600));
        t.AdvanceClock(Minute);
        t.Source(visits).AdvanceWatermark(Noon.AddHours(1));
        t.ExplainTime();
        t.Source(visits).Send(At(1), At(2), At(3));

        var why = t.ExplainTime()["counts"];

        Words(why).ShouldBe(["All of the last 3 records were late: event time had passed the end of their windows when they came."]);
        why.Late.ShouldBe(3);
        why.Reasons[0].Cause.ShouldBe(TimeCause.AllLate);
    }

    [Fact]
    public void Session_that_goes_on_is_told_with_how_far_its_end_has_moved()
    {
        var job = new JobBuilder("time");
        var visits = Visits(job, InOrder());
        visits.KeyBy(v => v.User).Window(SessionWindows.OfEventTime(Minute)).Count("sessions").SinkTo(new Nowhere<WindowResult<string, long>>(), "out");
        using var t = Kit(job);
        t.Source(visits).Send(At(0));
        t.ExplainTime();
        t.AdvanceClock(TimeSpan.FromSeconds(10));
        t.Source(visits).Send([.. Enumerable.Range(1, 10).Select(i => At(i * 30))]);

        Words(t.ExplainTime()["sessions"]).ShouldBe(
        [
            "Its next session ends at 2026-06-01T12:06:00.000Z; event time is 2026-06-01T12:04:59.999Z, 60 s before.",
            "Its sessions go on: since 2026-06-01T12:00:00.000Z none has ended, and records that came within the gap have moved the next end from 2026-06-01T12:01:00.000Z to 2026-06-01T12:06:00.000Z.",
        ]);
    }

    [Fact]
    public void Window_whose_end_is_ahead_says_how_far()
    {
        using var t = Counting(out var visits, InOrder());
        t.Source(visits).Send(At(25));

        Words(t.ExplainTime()["counts"]).ShouldBe(
            ["Its next window ends at 2026-06-01T12:01:00.000Z; event time is 2026-06-01T12:00:24.999Z, 35 s before."]);
    }

    [Fact]
    public void Source_that_has_become_silent_says_that_event_time_waits_for_the_next_record()
    {
        using var t = Counting(out var visits, InOrder());
        t.Source(visits).Send(At(25));
        t.AdvanceClock(TimeSpan.FromMinutes(3));

        var why = t.ExplainTime();
        Words(why["counts"])[^1].ShouldBe("Event time comes from 'visits': it has had no record for 3 min; event time goes on with the next one.");
        why["visits"].LastRecord.ShouldBe(new LastRecord("0", "1", Ms(25)));
        why["visits"].LastRecordAt.ShouldBe(Noon);
    }

    [Fact]
    public void Watermark_far_ahead_of_the_clock_is_traced_to_the_record_that_is_dated_so()
    {
        using var t = Counting(out var visits, InOrder().WithoutClockBound());
        t.Source(visits).Send(At(0), new Visit("a", new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        t.ExplainTime();
        t.AdvanceClock(Minute);
        t.Source(visits).Send(At(70), At(71));

        Words(t.ExplainTime()["counts"]).ShouldBe(
        [
            "All of the last 2 records were late: event time had passed the end of their windows when they came.",
            "Event time comes from 'visits': its event time is 63.6 years ahead of the clock, at 2089-12-31T23:59:59.999Z: a record that is dated that far ahead makes whatever follows it late, and WatermarkStrategy.WithClockBound refuses such records.",
            "Its next window ends at 2090-01-01T00:01:00.000Z; event time is 2089-12-31T23:59:59.999Z, 60 s before.",
        ]);
    }

    [Fact]
    public void Source_that_is_declared_to_be_ahead_of_the_clock_is_not_blamed_for_it_before_all_is_late()
    {
        foreach (var watermarks in (WatermarkStrategy<Visit>[])[InOrder().WithoutClockBound(), InOrder().WithClockBound(TimeSpan.FromDays(2))])
        {
            using var t = Counting(out var visits, watermarks);
            t.Source(visits).Send(At(86400), At(86460));
            t.ExplainTime();
            t.AdvanceClock(TimeSpan.FromMilliseconds(1));

            t.ExplainTime()["visits"].Reasons.ShouldBeEmpty();
            Words(t.ExplainTime()["counts"]).ShouldBe(
                ["Its next window ends at 2026-06-02T12:02:00.000Z; event time is 2026-06-02T12:00:59.999Z, 60 s before."]);

            t.Source(visits).Send(At(0));
            t.ExplainTime()["counts"].Reasons.Select(r => r.Cause).ShouldBe([TimeCause.AllLate, TimeCause.AheadOfClock, TimeCause.NotYetDue]);
        }
    }

    [Fact]
    public void Join_with_a_silent_side_says_which()
    {
        var job = new JobBuilder("time");
        var orders = job.FromSource(new CollectionSource<Visit>([]), InOrder(), "orders");
        var payments = job.FromSource(new CollectionSource<Visit>([]), InOrder(), "payments");
        orders.KeyBy(o => o.User).Connect(payments.KeyBy(p => p.User))
            .Window(TumblingWindows.OfEventTime(Minute)).Join((o, p) => o.User, "join").SinkTo(new Nowhere<string>(), "out");
        using var t = Kit(job);
        t.Source(orders).Send(At(10), At(90));
        t.Source(payments).Send(At(20));
        t.AdvanceClock(TimeSpan.FromSeconds(30));

        Words(t.ExplainTime()["join"]).ShouldBe(
        [
            "Its next window ends at 2026-06-01T12:01:00.000Z; event time is 2026-06-01T12:00:19.999Z, 40 s before.",
            "Of its inputs, that from 'payments' stands at 2026-06-01T12:00:19.999Z, and that from 'orders' has reached 2026-06-01T12:01:29.999Z; event time is the lower of the two.",
            "Event time comes from 'payments': it has had no record for 30 s; event time goes on with the next one.",
        ]);
    }

    [Fact]
    public void No_records_at_all_is_said_of_the_source_and_of_what_follows()
    {
        using var t = Counting(out _, InOrder());

        var why = t.ExplainTime();

        Words(why["visits"]).ShouldBe(["It has read no record yet."]);
        Words(why["counts"]).ShouldBe(["No record has come: 'visits' has read none yet."]);
    }

    [Fact]
    public void Filter_that_drops_all_is_named()
    {
        var job = new JobBuilder("time");
        var visits = Visits(job, InOrder());
        visits.Filter(v => v.User == "nobody", "known").KeyBy(v => v.User).Window(TumblingWindows.OfEventTime(Minute)).Count("counts").SinkTo(new Nowhere<WindowResult<string, long>>(), "out");
        using var t = Kit(job);
        t.Source(visits).Send(At(0), At(90));

        var why = t.ExplainTime();

        Words(why["known"]).ShouldBe(["It has let none of its 2 records through."]);
        Words(why["counts"]).ShouldBe(["No record has come: 'known' has taken 2 and emitted none."]);
    }

    [Fact]
    public void Busy_operator_is_named_and_what_waits_for_it()
    {
        var job = new JobBuilder("time");
        var visits = Visits(job, InOrder());
        JobTestKit? kit = null;
        visits.KeyBy(v => v.User).Process(() => new Slow(() => Pass(kit!)), "slow").SinkTo(new Nowhere<string>(), "out");
        using var t = kit = Kit(job);
        t.ExplainTime();
        t.Source(visits).Send(At(0), At(1));

        Words(t.ExplainTime()["slow"])[0].ShouldBe("Subtask 0 is busy for 100 % of the time: records wait in front of it, and event time behind them.");
    }

    [Fact]
    public void Call_that_is_not_answered_holds_event_time_back()
    {
        var job = new JobBuilder("time");
        var visits = Visits(job, InOrder());
        visits.MapAsync((v, _) => new TaskCompletionSource<Visit>().Task.WaitAsync(CancellationToken.None), new AsyncOptions { Timeout = Timeout.InfiniteTimeSpan }, name: "ask")
            .KeyBy(v => v.User).Process(() => new Reminder(), "remind").SinkTo(new Nowhere<string>(), "out");
        using var t = Kit(job);
        t.Source(visits).Send(At(0), At(90));

        Words(t.ExplainTime()["remind"]).ShouldBe(["No record has come: 'ask' has taken 2 and emitted none."]);
        t.ExplainTime()["remind"].HeldBy.ShouldBe(new TimeHolder("ask", 0, null, long.MinValue, Noon));
    }

    [Fact]
    public void Timer_of_the_clock_that_is_due_later_says_when()
    {
        var job = new JobBuilder("time");
        var visits = Visits(job, InOrder());
        visits.KeyBy(v => v.User).Window(TumblingWindows.OfProcessingTime(Minute)).Count("counts").SinkTo(new Nowhere<WindowResult<string, long>>(), "out");
        using var t = Kit(job);
        t.Source(visits).Send(At(0));
        t.AdvanceClock(TimeSpan.FromSeconds(20));

        var why = t.ExplainTime()["counts"];

        Words(why).ShouldBe(["Its next window of the clock is due at 2026-06-01T12:01:00.000Z, in 40 s."]);
        why.Awaits.ShouldBe(new AwaitedMoment(AwaitedKind.Window, null, Noon + Minute, TimeSpan.FromSeconds(40)));
    }

    [Fact]
    public async Task Job_that_has_ended_says_so()
    {
        using var t = Counting(out var visits, InOrder());
        t.Source(visits).Send(At(0));
        await t.End();

        t.ExplainTime().Reason.ShouldBe(new TimeReason(TimeCause.NotRunning, "The job has ended: it is Finished."));
    }

    [Fact]
    public void All_idle_says_that_event_time_goes_on_with_the_next_record()
    {
        using var t = Counting(out var visits, InOrder().WithIdleness(Minute));
        t.Source(visits).Send(At(10));
        t.AdvanceClock(2 * Minute);

        Words(t.ExplainTime()["counts"])[^1].ShouldBe("Event time comes from 'visits': its only split is idle; event time goes on with the next record.");
    }

    [Fact]
    public void Whole_explanation_has_a_line_for_each_operator_and_reason()
    {
        using var t = Counting(out var visits, InOrder());
        t.Source(visits).Send(At(25));
        t.AdvanceClock(TimeSpan.FromMinutes(3));

        t.ExplainTime().ToString().ShouldBe(
            """
            Job time at 2026-06-01T12:03:00.000Z: Running
            visits: event time 2026-06-01T12:00:24.999Z for 3 min, in 1, out 1; last record 3 min ago, of 2026-06-01T12:00:25.000Z, in 0 before position 1
              It has had no record for 3 min; event time goes on with the next one.
            counts: event time 2026-06-01T12:00:24.999Z for 3 min, in 0, out 0
              Its next window ends at 2026-06-01T12:01:00.000Z; event time is 2026-06-01T12:00:24.999Z, 35 s before.
              Event time comes from 'visits': it has had no record for 3 min; event time goes on with the next one.
            out: event time 2026-06-01T12:00:24.999Z for 3 min, in 0, out 0
              No record has come: 'counts' has emitted none yet.
            """);
    }

    internal static JobTestKit Kit(JobBuilder job) => new(job, new JobTestOptions { Start = Noon });

    private static JobTestKit Counting(out SourceStream<Visit> visits, WatermarkStrategy<Visit> watermarks)
    {
        var job = new JobBuilder("time");
        visits = Visits(job, watermarks);
        visits.KeyBy(v => v.User).Window(TumblingWindows.OfEventTime(Minute)).Count("counts").SinkTo(new Nowhere<WindowResult<string, long>>(), "out");
        return Kit(job);
    }

    private static SourceStream<Visit> Visits(JobBuilder job, WatermarkStrategy<Visit> watermarks) =>
        job.FromSource(new Endless<Visit>(), watermarks, "visits");

    private static WatermarkStrategy<Visit> InOrder() => WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.At);

    private static Visit At(int seconds) => new("a", Noon.AddSeconds(seconds));

    private static long Ms(int seconds) => Noon.AddSeconds(seconds).ToUnixTimeMilliseconds();

    private static IReadOnlyList<string> Words(OperatorTime op) => [.. op.Reasons.Select(reason => reason.Text)];

    /// <summary>The function takes a second of the clock for each record.</summary>
    private static void Pass(JobTestKit kit) => ((Microsoft.Extensions.Time.Testing.FakeTimeProvider)kit.Time).Advance(TimeSpan.FromSeconds(1));

    private sealed class Reminder : ProcessFunction<string, Visit, string>
    {
        public override void Process(Visit record, ProcessContext<string, string> context) => context.RegisterEventTimeTimer(context.Timestamp + 1000);
    }

    private sealed class Slow(Action pass) : ProcessFunction<string, Visit, string>
    {
        public override void Process(Visit record, ProcessContext<string, string> context)
        {
            pass();
            context.Emit(record.User);
        }
    }
}
