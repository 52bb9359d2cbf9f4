using AkkaStreamProc.Simulation.Tests.Times;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Tables;

/// <summary>What a job does that joins a stream with a table, one step after the other.</summary>
public sealed class TableJoinTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public sealed record Purchase(string Customer, int Number, DateTimeOffset At);

    public sealed record Customer(string Id, string Name, bool IsDeleted = false);

    [Fact]
    public async Task Table_is_empty_when_the_job_begins_unless_the_test_says_otherwise()
    {
        using var t = Enriching(out var orders, out var customers, out var sink);

        t.Source(orders).Send(By("a", 1));
        await t.Sink(sink).Expect("1 -");
        t.Source(customers).Send(new Customer("a", "Ann"));
        t.Source(orders).Send(By("a", 2), By("b", 3));
        await t.Sink(sink).Expect("2 Ann", "3 -");
        t.Source(customers).Send(new Customer("a", "Anna"), new Customer("b", "Bob"));
        t.Source(orders).Send(By("a", 4), By("b", 5));
        await t.Sink(sink).Expect("4 Anna", "5 Bob");
        t.Source(customers).Send(new Customer("a", "", IsDeleted: true));
        t.Source(orders).Send(By("a", 6));
        await t.Sink(sink).Expect("6 -");
        t.Status.Tables.ShouldHaveSingleItem().IsComplete.ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_is_read_before_the_table_is_loaded_and_everybody_can_see_why()
    {
        using var t = Enriching(out var orders, out var customers, out var sink);
        t.Source(customers).Loading();

        t.Source(orders).Send(By("a", 1), By("b", 2));
        t.Source(customers).Send(new Customer("a", "old"), new Customer("a", "Ann"));
        await t.Sink(sink).ExpectNothing();

        var table = t.Status.Tables.ShouldHaveSingleItem();
        (table.Join, table.IsLoaded, table.IsComplete, table.Splits, table.SplitsLoaded, table.Progress).ShouldBe(("enriched", false, false, 1, 0, "0 of 1 split"));
        table.Sources.ShouldBe(["customers"]);
        table.Waiting.ShouldBe(["orders"]);
        var explanation = t.ExplainTime();
        explanation["orders"].Reasons.ShouldBe([new TimeReason(TimeCause.AwaitsTable, "It waits until the table of 'enriched' from 'customers' is loaded: 0 of 1 split.")]);
        explanation["enriched"].Reasons.ShouldBe([new TimeReason(TimeCause.AwaitsTable, "'orders' waits until the table of 'enriched' from 'customers' is loaded: 0 of 1 split.")]);

        t.AdvanceClock(TimeSpan.FromMinutes(7));
        t.Source(customers).Loaded();
        await t.Sink(sink).Expect("1 Ann", "2 -");
        t.Events.Single(e => e.Id == 1127).Message.ShouldBe("The table of 'customers' is loaded and stands in checkpoint 1, after 7 min; 'orders' begins to read.");
        t.Status.Tables.Single().Took.ShouldBe(TimeSpan.FromMinutes(7));
        t.ExplainTime()["orders"].Reasons.ShouldNotContain(r => r.Cause == TimeCause.AwaitsTable);
    }

    [Fact]
    public async Task Table_that_was_loaded_is_not_loaded_again_by_a_restart_with_any_parallelism()
    {
        using var t = Enriching(out var orders, out var customers, out var sink);
        t.Source(customers).Loading().Send([.. Enumerable.Range(0, 20).Select(i => new Customer($"c{i}", $"name {i}"))]);
        t.CrashAndRestore(parallelism: 2);
        t.Source(orders).Send([.. Enumerable.Range(0, 20).Select(i => By($"c{i}", i))]);
        await t.Sink(sink).ExpectNothing();
        t.Source(customers).Loaded();
        await t.Sink(sink).ExpectInAnyOrder([.. Enumerable.Range(0, 20).Select(i => $"{i} name {i}")]);

        t.CrashAndRestore(parallelism: 3);
        t.Source(orders).Send(By("c7", 100));
        await t.Sink(sink).Expect("100 name 7");
        t.CrashAndRestore(parallelism: 1);
        t.Source(orders).Send(By("c8", 101));
        await t.Sink(sink).Expect("101 name 8");
        t.Events.Count(e => e.Id == 1127).ShouldBe(1);
        var table = t.Status.Tables.Single();
        (table.IsComplete, table.Took, table.Progress).ShouldBe((true, null, "complete"));
    }

    [Fact]
    public async Task Event_time_is_that_of_the_first_stream_whatever_the_table_does()
    {
        var job = new JobBuilder("shop");
        var orders = Orders(job);
        var customers = job.FromSource(new Endless<Customer>(), WatermarkStrategy<Customer>.BoundedOutOfOrderness(TimeSpan.Zero).WithTimestamps(_ => Noon.AddYears(-1)), "customers");
        var sink = orders.KeyBy(o => o.Customer).Connect(customers.KeyBy(c => c.Id)).Latest(Ttl.Never).LeftJoin((o, c) => o, "enriched")
            .KeyBy(o => o.Customer).Window(TumblingWindows.OfEventTime(TimeSpan.FromMinutes(1))).Count().Map(c => $"{c.Key} {c.Value}").SinkTo(new Nowhere<string>(), "sink");
        using var t = new JobTestKit(job);

        t.Source(orders).Send(By("a", 0), By("a", 30), By("a", 60));
        await t.Sink(sink).Expect("a 2");
        t.Source(customers).Send(new Customer("a", "Ann"));
        t.Source(orders).Send(By("a", 120));
        await t.Sink(sink).Expect("a 1");
        t.Source(customers).End();
        await t.Sink(sink).ExpectNothing();
        t.Source(orders).Send(By("a", 180));
        await t.Sink(sink).Expect("a 1");
        t.Source(orders).End();
        await t.Sink(sink).Expect("a 1");
    }

    [Fact]
    public async Task First_stream_that_ends_ends_event_time_though_the_table_goes_on()
    {
        using var t = Counting(out var orders, out var customers, out var sink);
        t.Source(orders).Send(By("a", 0));
        t.Source(orders).End();
        await t.Sink(sink).Expect("a 1");
        t.Source(customers).Send(new Customer("a", "Ann"));
        (await t.End()).State.ShouldBe(JobState.Finished);
    }

    [Fact]
    public async Task Tables_wait_for_the_tables_that_they_are_made_with()
    {
        var job = new JobBuilder("shop");
        var orders = Orders(job);
        var customers = Customers(job, "customers");
        var regions = Customers(job, "regions");
        var located = customers.KeyBy(c => c.Name).Connect(regions.KeyBy(r => r.Id)).Latest(Ttl.Never).LeftJoin((c, r) => new Customer(c.Id, r?.Name ?? "?"), "located");
        var sink = orders.KeyBy(o => o.Customer).Connect(located.KeyBy(c => c.Id)).Latest(Ttl.Never).LeftJoin((o, c) => $"{o.Number} {c?.Name ?? "-"}", "enriched").SinkTo(new Nowhere<string>(), "sink");
        using var t = new JobTestKit(job);
        t.Source(customers).Loading();
        t.Source(regions).Loading();

        t.Source(orders).Send(By("a", 1));
        t.Source(customers).Send(new Customer("a", "north")).Loaded();
        await t.Sink(sink).ExpectNothing();
        t.ExplainTime()["customers"].Reasons.Single().Text.ShouldBe("It waits until the table of 'located' from 'regions' is loaded: 0 of 1 split.");
        t.ExplainTime()["orders"].Reasons.Single().Text.ShouldBe("It waits until the table of 'enriched' from 'customers', 'regions' is loaded: 0 of 2 splits.");
        t.Source(regions).Send(new Customer("north", "N")).Loaded();
        await t.Sink(sink).Expect("1 N");
    }

    [Fact]
    public async Task Row_expires_and_inner_join_leaves_out_what_has_none()
    {
        var job = new JobBuilder("shop");
        var (orders, customers) = (Orders(job), Customers(job, "customers"));
        var sink = orders.KeyBy(o => o.Customer).Connect(customers.KeyBy(c => c.Id)).Latest(Ttl.AfterWrite(TimeSpan.FromMinutes(1))).Join((o, c) => $"{o.Number} {c.Name}").SinkTo(new Nowhere<string>(), "sink");
        using var t = new JobTestKit(job);

        t.Source(customers).Send(new Customer("a", "Ann"));
        t.Source(orders).Send(By("a", 1), By("b", 2));
        await t.Sink(sink).Expect("1 Ann");
        t.AdvanceClock(TimeSpan.FromMinutes(1));
        t.Source(orders).Send(By("a", 3));
        await t.Sink(sink).ExpectNothing();
    }

    [Fact]
    public async Task Sources_of_the_first_stream_wait_for_whatever_they_feed()
    {
        var job = new JobBuilder("shop");
        var (orders, customers) = (Orders(job), Customers(job, "customers"));
        orders.KeyBy(o => o.Customer).Connect(customers.KeyBy(c => c.Id)).Latest(Ttl.Never).LeftJoin((o, c) => o.Number, "enriched").SinkTo(new Nowhere<int>(), "sink");
        var beside = orders.Map(o => o.Number).SinkTo(new Nowhere<int>(), "beside");
        using var t = new JobTestKit(job);
        t.Source(customers).Loading();

        t.Source(orders).Send(By("a", 1));
        await t.Sink(beside).ExpectNothing();
        t.Source(customers).Loaded();
        await t.Sink(beside).Expect(1);
    }

    [Fact]
    public void Loading_is_to_be_said_before_the_job_begins()
    {
        using var t = Enriching(out var orders, out var customers, out _);
        t.Source(orders).Send(By("a", 1));

        Should.Throw<InvalidOperationException>(() => t.Source(customers).Loading()).Message.ShouldBe("The job has begun, and with it the loading of its tables. Say so before the first record is sent.");
    }

    [Fact]
    public void Harness_takes_rows_and_records_as_they_come()
    {
        using var harness = Harness.For((Purchase o) => o.Customer, (Customer c) => c.Id, streams => streams.Latest(Ttl.Never, c => c.IsDeleted).LeftJoin((o, c) => $"{o.Number} {c?.Name ?? "-"}"));
        harness.ProcessFirst(By("a", 1));
        harness.ProcessSecond(new Customer("a", "Ann"));
        harness.ProcessFirst(By("a", 2));
        harness.State<Customer>("rows", "a").Value.ShouldBe(new Customer("a", "Ann"));
        harness.ProcessSecond(new Customer("a", "Ann", IsDeleted: true));
        harness.ProcessFirst(By("a", 3));

        harness.Output.ShouldBe(["1 -", "2 Ann", "3 -"]);
    }

    private static JobTestKit Enriching(out SourceStream<Purchase> orders, out SourceStream<Customer> customers, out DataStreamSink<string> sink)
    {
        var job = new JobBuilder("shop");
        (orders, customers) = (Orders(job), Customers(job, "customers"));
        sink = orders.KeyBy(o => o.Customer).Connect(customers.KeyBy(c => c.Id)).Latest(Ttl.Never, c => c.IsDeleted)
            .LeftJoin((o, c) => $"{o.Number} {c?.Name ?? "-"}", "enriched").SinkTo(new Nowhere<string>(), "sink");
        return new JobTestKit(job);
    }

    private static JobTestKit Counting(out SourceStream<Purchase> orders, out SourceStream<Customer> customers, out DataStreamSink<string> sink)
    {
        var job = new JobBuilder("shop");
        (orders, customers) = (Orders(job), Customers(job, "customers"));
        sink = orders.KeyBy(o => o.Customer).Connect(customers.KeyBy(c => c.Id)).Latest(Ttl.Never).LeftJoin((o, c) => o, "enriched")
            .KeyBy(o => o.Customer).Window(TumblingWindows.OfEventTime(TimeSpan.FromMinutes(1))).Count().Map(c => $"{c.Key} {c.Value}").SinkTo(new Nowhere<string>(), "sink");
        return new JobTestKit(job);
    }

    private static SourceStream<Purchase> Orders(JobBuilder job) =>
        job.FromSource(new Endless<Purchase>(), WatermarkStrategy<Purchase>.Monotonous().WithTimestamps(o => o.At), "orders");

    private static SourceStream<Customer> Customers(JobBuilder job, string name) => job.FromSource(new Endless<Customer>(), WatermarkStrategy<Customer>.None(), name);

    private static Purchase By(string customer, int number) => new(customer, number, Noon.AddSeconds(number));
}
