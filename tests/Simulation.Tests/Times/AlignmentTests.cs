using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Times;

/// <summary>Sources that wait for each other, one step after the other.</summary>
public sealed class AlignmentTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Drift = TimeSpan.FromSeconds(60);

    public sealed record Event(string Name, DateTimeOffset At);

    [Fact]
    public async Task Source_that_is_ahead_waits_for_the_slowest_of_its_group_and_says_so()
    {
        using var t = Two(out var orders, out var payments, out var sink);
        t.Source(orders).Send(At("o", 0), At("o", 100), At("o", 200), At("o", 300));
        await t.Sink(sink).Expect("o 0");

        t.ExplainTime()["orders"].Reasons.Select(r => r.Text).ShouldBe(
            ["It waits for 'payments', the slowest of its group 'shop', which has no event time yet: it may be ahead of it by 60 s."]);

        // A fetch begins while its split is at most 60 s ahead of 12:00:49.999, and brings what it brings.
        t.Source(payments).Send(At("p", 50));
        await t.Sink(sink).Expect("p 50", "o 100", "o 200");
        t.ExplainTime()["orders"].Reasons.ShouldHaveSingleItem().ShouldBe(new TimeReason(
            TimeCause.Aligned, "It waits for 'payments', the slowest of its group 'shop', which stands at 2026-06-01T12:00:49.999Z: it may be ahead of it by 60 s."));

        t.Source(payments).Send(At("p", 139));
        await t.Sink(sink).Expect("p 139");
        t.Source(payments).Send(At("p", 140));
        await t.Sink(sink).Expect("p 140", "o 300");
    }

    [Fact]
    public async Task Source_whose_own_split_is_the_slowest_of_the_group_says_what_holds_that()
    {
        using var t = Two(out var orders, out var payments, out var sink);
        t.Source(orders).Split("silent");
        t.Source(payments).Send(At("p", 3600));
        t.Source(orders).Send(At("o", 0), At("o", 100), At("o", 200));
        t.AdvanceClock(TimeSpan.FromSeconds(40));
        await t.Sink(sink).ExpectInAnyOrder("p 3600", "o 0");

        t.ExplainTime()["orders"].Reasons.ShouldHaveSingleItem().ShouldBe(new TimeReason(
            TimeCause.SilentSplit,
            "Its split 'silent' has had no record for 40 s and has no event time yet, while '0' has reached 2026-06-01T11:59:59.999Z, and the others wait for it: it is never idle; WatermarkStrategy.WithIdleness lets the others go on."));

        t.Source(payments).Send(At("p", 7200));
        t.ExplainTime()["payments"].Reasons.ShouldHaveSingleItem().ShouldBe(new TimeReason(
            TimeCause.Aligned, "It waits for 'orders', the slowest of its group 'shop', which has no event time yet: it may be ahead of it by 60 s."));
    }

    [Fact]
    public async Task Idle_and_ended_splits_hold_nobody()
    {
        using var t = Two(out var orders, out var payments, out var sink, TimeSpan.FromMinutes(1));
        t.Source(orders).Send(At("o", 0), At("o", 100), At("o", 200));
        await t.Sink(sink).Expect("o 0");

        t.AdvanceClock(TimeSpan.FromMinutes(2));
        await t.Sink(sink).Expect("o 100", "o 200");

        t.Source(payments).Send(At("p", 50));
        t.Source(orders).Send(At("o", 300));
        await t.Sink(sink).Expect("p 50");
        t.Source(payments).End();
        await t.Sink(sink).Expect("o 300");
    }

    [Fact]
    public async Task Checkpoints_pass_a_source_that_waits_and_a_restart_waits_again()
    {
        using var t = Two(out var orders, out var payments, out var sink);
        t.Source(orders).Send(At("o", 0), At("o", 100), At("o", 200));
        t.Checkpoint();
        t.CrashAndRestore(parallelism: 2);
        t.Source(orders).Send(At("o", 300));
        await t.Sink(sink).Expect("o 0");
        t.Source(payments).Send(At("p", 1000), At("p", 1100));
        await t.Sink(sink).ExpectInAnyOrder("p 1000", "o 100", "o 200", "o 300");
        t.Source(orders).End();
        await t.Sink(sink).Expect("p 1100");
    }

    [Fact]
    public async Task Source_that_holds_as_much_as_it_may_still_reads_its_own_split_that_the_group_waits_for()
    {
        const int Ahead = 40;
        var job = new JobBuilder("aligned");
        var watermarks = WatermarkStrategy<Event>.Monotonous().WithTimestamps(e => e.At).WithAlignment("shop", TimeSpan.FromSeconds(1));
        var orders = job.FromSource(new Endless<Event>(), watermarks, "orders");
        var names = orders.Map(e => e.Name).SinkTo(new Nowhere<string>(), "out");
        using var t = new JobTestKit(job);
        for (var split = 0; split <= Ahead; split++)
        {
            t.Source(orders).Split($"s{split}");
        }

        t.Source(orders).Split("0").End();
        string[] ahead = [.. Enumerable.Range(0, Ahead).Select(split => $"s{split}")];
        foreach (var split in ahead)
        {
            t.Source(orders).Split(split).Send(At(split, 0), At(split, 3600), At(split, 7200));
        }

        await t.Sink(names).ExpectInAnyOrder(ahead);
        t.Source(orders).Split($"s{Ahead}").Send(At("slow", 0));
        await t.Sink(names).ExpectInAnyOrder(["slow", .. ahead]);
        t.Source(orders).Split($"s{Ahead}").Send(At("slow", 3600));
        await t.Sink(names).ExpectInAnyOrder(["slow", .. ahead]);
    }

    [Fact]
    public void Source_without_event_time_cannot_be_aligned()
    {
        Should.Throw<StreamProcessingException>(() => WatermarkStrategy<Event>.None().WithAlignment("shop", Drift)).Message.ShouldContain("without event time");
        Should.Throw<StreamProcessingException>(() => WatermarkStrategy<Event>.Monotonous().WithAlignment("shop", TimeSpan.FromSeconds(-1))).Message.ShouldContain("drift of aligned sources");
    }

    private static JobTestKit Two(out SourceStream<Event> orders, out SourceStream<Event> payments, out DataStreamSink<string> sink, TimeSpan? idleness = null)
    {
        var job = new JobBuilder("aligned");
        var watermarks = WatermarkStrategy<Event>.Monotonous().WithTimestamps(e => e.At).WithAlignment("shop", Drift);
        watermarks = idleness is { } time ? watermarks.WithIdleness(time) : watermarks;
        orders = job.FromSource(new Endless<Event>(), watermarks, "orders");
        payments = job.FromSource(new Endless<Event>(), watermarks, "payments");
        sink = orders.Union(payments).Map(e => $"{e.Name} {(e.At - Noon).TotalSeconds}").SinkTo(new Nowhere<string>(), "out");
        return new JobTestKit(job);
    }

    private static Event At(string name, int seconds) => new(name, Noon.AddSeconds(seconds));
}
