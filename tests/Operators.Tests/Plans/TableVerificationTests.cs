using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Tests.Execution;

namespace AkkaStreamProc.Operators.Tests.Plans;

/// <summary>Which joins with tables are refused, and who waits for whom in the others.</summary>
public class TableVerificationTests
{
    private readonly JobBuilder _job = new("shop");

    [Fact]
    public void Sources_of_the_one_side_wait_for_those_of_the_other_through_whatever_is_between()
    {
        var (a, b, c) = (Numbers("a"), Numbers("b"), Numbers("c"));
        var table = c.Filter(x => x > 0).KeyBy(x => x % 7).Window(TumblingWindows.OfEventTime(TimeSpan.FromSeconds(1))).Sum(x => x).Map(s => s.Value);
        Join(a.Union(b), table, "join");
        Join(a, Numbers("d"), "other");

        TableWait.Of(_job.Build().Plan).Select(w => $"{w.Join}: {string.Join("+", w.Waiting)} for {string.Join("+", w.Tables)}").ShouldBe(["join: a+b for c", "other: a for d"]);
    }

    [Fact]
    public void Event_time_of_a_table_is_asked_for_by_nobody_behind_the_join()
    {
        Join(Numbers("a"), Numbers("b"), "join", last: joined => joined.KeyBy(x => x).Process(() => new Exact()));

        var plan = _job.Build().Plan;
        bool carries(string source) => plan.Vertices.Single(v => v.Name == source).Steps[0].CarriesTime;
        (carries("a"), carries("b")).ShouldBe((true, false));
        plan.Edges.Where(e => e.IsTable).ShouldHaveSingleItem().Description.ShouldEndWith(" into a table");
    }

    [Fact]
    public void Table_of_the_same_source_is_refused()
    {
        var a = Numbers("a");
        Join(a.Filter(x => x > 0), Numbers("b").Union(a.Map(x => -x)), "join");

        Refusal().ShouldBe("The join 'join' of the job 'shop' would wait for itself: both its sides come from the source 'a', and what is joined with a table is read when the table is loaded. "
            + "Give the table a source of its own, which reads the same once more (FromSource with another name); or join by time (Within, AsOf), where neither waits.");
    }

    [Fact]
    public void Tables_that_wait_for_each_other_are_refused()
    {
        var (a, b, c) = (Numbers("a"), Numbers("b"), Numbers("c"));
        Join(a, b, "first");
        Join(b, c, "second");
        Join(c, a, "third");

        Refusal().ShouldBe("The sources of the job 'shop' would wait for each other: 'a' for the table of 'first', which is read from 'b', and 'b' for 'c' by 'second', 'c' for 'a' by 'third'. "
            + "Give one of the tables a source of its own, which reads the same once more (FromSource with another name); or join by time (Within, AsOf), where neither waits.");
    }

    [Fact]
    public void Table_in_the_group_of_what_waits_for_it_is_refused()
    {
        Join(Numbers("a", group: "all"), Numbers("b", group: "all"), "join");

        Refusal().ShouldStartWith("The sources of the job 'shop' would wait for each other: 'a' for the table of 'join', which is read from 'b', and 'b' for 'a' by the group 'all'.");
    }

    [Fact]
    public void Groups_that_do_not_bring_a_table_and_what_waits_for_it_together_are_none_of_its_business()
    {
        Join(Numbers("a", group: "one"), Numbers("b", group: "other"), "join");
        Numbers("c", group: "one").SinkTo(new CollectingSink<int>(), "c-sink");
        Numbers("d", group: "other").SinkTo(new CollectingSink<int>(), "d-sink");

        _job.Build().Name.ShouldBe("shop");
    }

    [Fact]
    public void Table_behind_an_asynchronous_call_is_refused()
    {
        Join(Numbers("a"), Numbers("b").MapAsync((x, _) => Task.FromResult(x), name: "ask"), "join");

        Refusal().ShouldBe("The table of the join 'join' of the job 'shop' comes through 'ask' (map-async), whose results come later than a checkpoint passes it: nobody could say when the table is loaded. "
            + "Make the call behind the join, for the records that need it; or let another job write the rows with its answers, and read those.");
    }

    [Fact]
    public void First_stream_may_come_from_asynchronous_calls()
    {
        Join(Numbers("a").MapAsync((x, _) => Task.FromResult(x), name: "ask"), Numbers("b"), "join");

        _job.Build().Name.ShouldBe("shop");
    }

    private string Refusal() => Should.Throw<StreamProcessingException>(() => _job.Build()).Message;

    private SourceStream<int> Numbers(string name, string? group = null)
    {
        var time = WatermarkStrategy<int>.Monotonous().WithTimestamps(x => (long)x);
        return _job.FromSource(new CollectionSource<int>([1]), group is null ? time : time.WithAlignment(group, TimeSpan.FromSeconds(1)), name);
    }

    private static void Join(DataStream<int> first, DataStream<int> table, string name, Func<DataStream<int>, DataStream<int>>? last = null)
    {
        var joined = first.KeyBy(x => x).Connect(table.KeyBy(x => x)).Latest(Ttl.Never).Join((x, y) => x + y, name);
        (last?.Invoke(joined) ?? joined).SinkTo(new CollectingSink<int>(), $"{name}-sink");
    }

    private sealed class Exact : ProcessFunction<int, int, int>
    {
        public override void Process(int record, ProcessContext<int, int> context) => context.Emit(record);
    }
}
