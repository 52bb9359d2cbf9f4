using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Tests.Fusion;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Changelogs;

public class ChangeStreamTests
{
    private readonly JobBuilder _job = new("shop");

    [Fact]
    public void Sink_that_appends_rows_is_refused_where_they_change()
    {
        Counts().Where(count => count > 1).SinkTo(new IdleSink<long>(), "out");

        Refusal().ShouldBe(
            "The operator 'counts' of the job 'shop' changes its results, but 'out' (sink nowhere) only appends. " +
            "Write every change as a record (Changes() before SinkTo), or give it a sink of changes that takes upserts or retractions (ISink<Change<TKey, T>>.Takes); or aggregate in windows, whose results stay.");
    }

    [Fact]
    public void Sink_that_appends_changes_is_refused_where_there_are_any_that_are_no_insert()
    {
        Counts().SinkTo(new ChangeSink<int, long>(ChangelogMode.Append), "out");

        Refusal().ShouldStartWith("The operator 'counts' of the job 'shop' changes its results, but 'out' (sink changes) only appends.");
    }

    [Fact]
    public void Operator_that_makes_the_updates_is_named_and_not_one_that_passes_them_on()
    {
        var first = _job.Stream("first").KeyBy(e => e.Id).Updating(Ttl.Never).First("firsts");
        first.Join(Counts(), (entry, count) => count, Ttl.Never, "join").SinkTo(new IdleSink<long>(), "out");

        Refusal().ShouldStartWith("The operator 'counts' of the job 'shop' changes its results");
    }

    [Fact]
    public void Rows_that_stay_go_to_any_sink()
    {
        var first = _job.Stream("first").KeyBy(e => e.Id).Updating(Ttl.Never).First("firsts");
        var second = _job.Stream("second").KeyBy(e => e.Id).Updating(Ttl.Never).First("seconds");
        first.SinkTo(new IdleSink<Entry>(), "rows");
        first.SinkTo(new ChangeSink<int, Entry>(ChangelogMode.Append), "changes");
        first.Join(second, (one, other) => one, Ttl.Never, "joined").Where(e => e.Value > 0).SinkTo(new IdleSink<Entry>(), "pairs");

        _job.Build().Plan.SubtaskCount.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Rows_without_a_partner_may_get_one_so_an_outer_join_changes_its_results()
    {
        var first = _job.Stream("first").KeyBy(e => e.Id).Updating(Ttl.Never).First("firsts");
        var second = _job.Stream("second").KeyBy(e => e.Id).Updating(Ttl.Never).First("seconds");
        first.LeftJoin(second, (one, other) => one, Ttl.Never, "joined").SinkTo(new IdleSink<Entry>(), "out");

        Refusal().ShouldStartWith("The operator 'joined' of the job 'shop' changes its results");
    }

    [Fact]
    public void First_by_a_value_changes_its_results()
    {
        _job.Stream().KeyBy(e => e.Id).Updating(Ttl.Never).FirstBy(e => e.Value, "firsts").SinkTo(new IdleSink<Entry>(), "out");

        Refusal().ShouldStartWith("The operator 'firsts' of the job 'shop' changes its results");
    }

    [Theory]
    [InlineData(ChangelogMode.Upsert, 6)]
    [InlineData(ChangelogMode.Retract, 8)]
    public void Sink_gets_the_changes_that_it_takes(ChangelogMode mode, int count)
    {
        var run = Records(counts => counts.SinkTo(new ChangeSink<int, long>(mode)), mode == ChangelogMode.Upsert ? "upserts" : "changes");

        run.Receive(Feeding.Changes<Row<int, long>>(
            (new(1, 10), 1, RowKind.Insert), (new(1, 10), 2, RowKind.UpdateBefore), (new(1, 11), 2, RowKind.UpdateAfter), (new(2, 5), 3, RowKind.Insert),
            (new(2, 5), 4, RowKind.Delete), (new(1, 11), 5, RowKind.UpdateBefore), (new(1, 12), 5, RowKind.UpdateAfter),
            (new(1, 12), 6, RowKind.UpdateBefore)));

        run.Results.Records.Count.ShouldBe(count);
        run.Results.Kinds.ShouldAllBe(kind => kind == RowKind.Insert, "they are records now");
        run.Results.Values.Where(c => c.Kind != RowKind.UpdateBefore).Select(c => (c.Kind, c.Key, c.Row, c.IsRemoval)).ShouldBe(
        [
            (RowKind.Insert, 1, 10L, false), (RowKind.UpdateAfter, 1, 11L, false), (RowKind.Insert, 2, 5L, false), (RowKind.Delete, 2, 5L, true), (RowKind.UpdateAfter, 1, 12L, false),
            (RowKind.Delete, 1, 12L, true),
        ], "what a row was and nothing follows is its deletion");
        run.Results.Records.Where(r => r.Value.Key == 2).Select(r => r.Timestamp).ShouldBe([3L, 4L]);
    }

    [Fact]
    public void Changes_keep_their_watermarks()
    {
        var run = Records(counts => counts.Changes().SinkTo(new IdleSink<Change<int, long>>()), "changes", carriesTime: true);
        run.Receive(Feeding.TimedBatch<Row<int, long>>((new(1, 10), 1, 0), (new(1, 11), 5, 3)));

        run.Results.Watermarks.ShouldBe([0L, 3L]);
    }

    [Fact]
    public void Sink_of_its_own_parallelism_gets_all_changes_of_a_key_in_one_subtask()
    {
        Counts().SinkTo(new ChangeSink<int, long>(ChangelogMode.Upsert), "out", parallelism: 3);
        var plan = _job.Build().Plan;

        var edge = plan.Edges.Single(e => e.To == "upserts");
        edge.Description.ShouldBe("hash(Int32) of changes");
        plan.Vertices[edge.ToVertex].Parallelism.ShouldBe(3);
        plan.Vertices[edge.ToVertex].Operators.Select(o => o.Name).ShouldBe(["upserts", "out"]);
    }

    [Theory]
    [InlineData(ChangelogMode.Upsert)]
    [InlineData(ChangelogMode.Retract)]
    public void Records_of_changes_are_not_distributed_in_turn_over_the_subtasks_of_a_sink(ChangelogMode mode)
    {
        var records = mode == ChangelogMode.Upsert ? Counts().Upserts() : Counts().Changes();

        Should.Throw<StreamProcessingException>(() => records.SinkTo(new ChangeSink<int, long>(mode), "out", parallelism: 3)).Message.ShouldBe(
            "The sink 'out' (changes) takes changes of a table, and its own parallelism would distribute them in turn: a change of a row could be written behind a later one. " +
            "Let the table end in it (SinkTo of ChangeStream, behind ToTable where it is one of records), which sends all changes of a key to one subtask; or leave the parallelism out.");
        records.SinkTo(new ChangeSink<int, long>(ChangelogMode.Append), "log", parallelism: 3);
    }

    [Fact]
    public void Sink_of_upserts_is_refused_where_it_would_get_what_rows_were()
    {
        Counts().Changes().Union(_job.FromSource(new IdleSource<Change<int, long>>(), WatermarkStrategy<Change<int, long>>.None(), "others"))
            .Where(change => change.Key > 3).SinkTo(new ChangeSink<int, long>(ChangelogMode.Upsert), "out");

        Refusal().ShouldBe(
            "The sink 'out' (sink changes) of the job 'shop' takes upserts, but gets what rows were before updates, too, and would write it for what they are. " +
            "Give it Upserts() in place of Changes(), or let the table end in it (SinkTo of ChangeStream).");
    }

    [Fact]
    public void Sink_that_takes_rows_back_is_refused_where_nothing_says_what_they_were()
    {
        Counts().Upserts().SinkTo(new ChangeSink<int, long>(ChangelogMode.Retract), "out");

        Refusal().ShouldBe(
            "The sink 'out' (sink changes) of the job 'shop' takes back what rows were before updates, but Upserts() leaves that out. " +
            "Give it Changes(), or let the table end in it (SinkTo of ChangeStream).");
    }

    [Theory]
    [InlineData("rebalance")]
    [InlineData("broadcast")]
    public void Sink_of_changes_is_refused_where_those_of_a_row_go_to_several_subtasks(string name)
    {
        var captured = _job.FromSource(new IdleSource<Change<int, long>>(), WatermarkStrategy<Change<int, long>>.None(), "captured");
        (name == "rebalance" ? captured.Rebalance() : captured.Broadcast()).Where(change => change.Key > 3).SinkTo(new ChangeSink<int, long>(ChangelogMode.Upsert), "out");

        Refusal().ShouldBe(
            $"The sink 'out' (sink changes) of the job 'shop' takes changes of a table, but '{name}' sends those of one row to several subtasks: one could be written behind a later one. " +
            $"Leave '{name}' out; where the sink is to have another parallelism let the table end in it (SinkTo of ChangeStream, behind ToTable where it is one of records), which sends all changes of a key to one subtask.");
    }

    [Fact]
    public void Records_of_changes_go_to_sinks_that_take_them()
    {
        Counts().Changes().SinkTo(new ChangeSink<int, long>(ChangelogMode.Retract), "all");
        var upserts = _job.Stream("other").KeyBy(e => e.Group).Updating(Ttl.Never).Count("others").Upserts();
        upserts.SinkTo(new ChangeSink<int, long>(ChangelogMode.Upsert), "by-key");
        upserts.SinkTo(new ChangeSink<int, long>(ChangelogMode.Append), "log");
        upserts.Rebalance().SinkTo(new ChangeSink<int, long>(ChangelogMode.Append), "log-in-turn");
        _job.FromSource(new IdleSource<Change<int, long>>(), WatermarkStrategy<Change<int, long>>.None(), "captured").SinkTo(new ChangeSink<int, long>(ChangelogMode.Upsert), "mirror");

        _job.Build().Plan.SubtaskCount.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Table_runs_in_as_many_subtasks_as_it_is_told_and_so_does_what_follows()
    {
        Counts().Where(count => count > 1).WithParallelism(3).Changes().SinkTo(new IdleSink<Change<int, long>>(), "out");

        var vertex = _job.Build().Plan.Vertices.Single(v => v.Operators.Any(o => o.Name == "counts"));
        vertex.Parallelism.ShouldBe(3);
        vertex.Operators.Select(o => o.Name).ShouldBe(["counts", "where", "changes", "out"]);
    }

    [Fact]
    public void Aggregate_that_cannot_take_rows_back_is_refused_where_they_change() =>
        Should.Throw<StreamProcessingException>(() => _job.Table().GroupBy(e => e.Group, Ttl.Never).Aggregate(Aggregates.Collect<Entry>(), "all"))
            .Message.ShouldBe(
                "The operator 'all' aggregates rows that change, and CollectingAggregate`1 cannot take one back. " +
                "Let it implement IRetractingAggregateFunction, or aggregate the records of a stream before rows change (KeyBy and Updating).");

    [Fact]
    public void Row_that_changes_cannot_be_left_out_when_a_function_throws()
    {
        var counts = _job.Table().GroupBy(e => e.Group, Ttl.Never).Count("counts");
        const string Refused = "The operator 'counts' takes changes of rows, so it cannot leave out one for which a function throws: it would be taken back later. Leave such rows out before (Where), or let the function return something for them.";

        Should.Throw<StreamProcessingException>(() => counts.OnError(ErrorPolicy.Skip)).Message.ShouldBe(Refused);
        Should.Throw<StreamProcessingException>(() => counts.Failed).Message.ShouldBe(Refused);
    }

    [Theory]
    [InlineData(RowKind.UpdateBefore)]
    [InlineData(RowKind.UpdateAfter)]
    [InlineData(RowKind.Delete)]
    public void Changes_from_a_source_are_no_records_of_a_stream(RowKind kind)
    {
        var run = Tables.RunOnStream(groups => groups.Count(TableRun<int, int, int>.Tested));

        Should.Throw<StreamProcessingException>(() => run.Feed([(RowKind.Insert, new Entry(1, 7, 1)), (kind, new Entry(1, 7, 1)), (RowKind.Insert, new Entry(1, 7, 1))])).Message
            .ShouldStartWith("The operator 'tested' takes records, but its input has changes of rows");
    }

    [Fact]
    public void Removals_of_rows_of_a_table_are_refused() =>
        Should.Throw<StreamProcessingException>(() => _job.Table().GroupBy(e => e.Group, Ttl.Never).Last(e => e.Id == 1))
            .Message.ShouldStartWith("The operator 'last' takes rows of a table, which are deleted by themselves");

    [Fact]
    public void Tables_of_two_jobs_cannot_be_joined() =>
        Should.Throw<StreamProcessingException>(() => _job.Table().Join(new JobBuilder("other").Table(), (one, other) => one, Ttl.Never))
            .Message.ShouldBe("A stream of the job 'other' cannot be connected with one of the job 'shop'. Declare both with the same JobBuilder.");

    [Fact]
    public void Two_tables_of_one_name_are_refused()
    {
        var stream = _job.Stream().KeyBy(e => e.Id).Updating(Ttl.Never);
        stream.Count().Changes().SinkTo(new IdleSink<Change<int, long>>(), "one");
        stream.Count().Changes().SinkTo(new IdleSink<Change<int, long>>(), "other");

        Refusal().ShouldStartWith("Two operators of the job 'shop' are called 'count'");
    }

    [Fact]
    public void Plan_says_what_is_kept_and_for_how_long()
    {
        _job.Table().GroupBy(e => e.Group, Ttl.AfterWrite(TimeSpan.FromHours(2))).Top(3, e => e.Value).Changes().SinkTo(new IdleSink<Change<(int, int), Entry>>(), "out");

        var plan = _job.Build().Explain();
        plan.ShouldContain("source-table (last of records) → Row<Int32, Entry>");
        plan.ShouldContain("by Int32 (kept for ever)");
        plan.ShouldContain("top (top 3 of rows)");
        plan.ShouldContain("by Int32 (kept for 02:00:00 after it changed)");
    }

    [Fact]
    public void Records_of_changes_make_the_table_again()
    {
        var (one, two) = (new Entry(1, 0, 1), new Entry(1, 0, 2));
        var (changes, skipped) = TableOf(
            new(RowKind.Insert, 1, one), new(RowKind.UpdateBefore, 1, one), new(RowKind.UpdateAfter, 1, two), new(RowKind.Delete, 1, two), new(RowKind.UpdateAfter, 2, two));

        changes.ShouldBe([(RowKind.Insert, one), (RowKind.UpdateBefore, one), (RowKind.UpdateAfter, two), (RowKind.Delete, two), (RowKind.Insert, two)]);
        skipped.ShouldBe(0);
    }

    [Fact]
    public void Change_that_comes_again_changes_nothing_whatever_its_kind_is()
    {
        var (one, two) = (new Entry(1, 0, 1), new Entry(1, 0, 2));
        var (changes, skipped) = TableOf(
            new(RowKind.Delete, 1, one), new(RowKind.Insert, 1, one), new(RowKind.UpdateAfter, 1, one), new(RowKind.UpdateAfter, 1, two), new(RowKind.Insert, 1, two),
            new(RowKind.UpdateAfter, 1, two), new(RowKind.Delete, 1, two), new(RowKind.Delete, 1, one));

        changes.ShouldBe([(RowKind.Insert, one), (RowKind.UpdateBefore, one), (RowKind.UpdateAfter, two), (RowKind.Delete, two)]);
        skipped.ShouldBe(0);
    }

    /// <summary>What a table of changes that are records emits, and how many changes it has skipped.</summary>
    private static (List<(RowKind Kind, Entry Row)> Changes, long Skipped) TableOf(params IEnumerable<Change<int, Entry>> changes)
    {
        var records = ChainRun<Change<int, Entry>>.Through<Change<int, Entry>>(s => s.ToTable(Ttl.Never).Changes(), [.. changes.Select(c => (c, 0L, RowKind.Insert))]);
        var job = new JobBuilder("again");
        ChainRun<int>.Head<Change<int, Entry>>(job).ToTable(Ttl.Never).Changes().SinkTo(new IdleSink<Change<int, Entry>>(), "out");
        var op = job.Build().Create("table", new TestRuntime().Context("table"));
        var results = Collector<Row<int, Change<int, Entry>>>.Of(op);
        op.OpenFresh();
        op.Feed(records.Select(r => (r.Value, 0L)));
        return ([.. results.Values.Zip(results.Kinds, (row, kind) => (kind, row.Value.Row))], op.Counters.Skipped);
    }

    private UpdatingStream<Entry, int, long> Counts() => _job.Stream().KeyBy(e => e.Group).Updating(Ttl.Never).Count("counts");

    private string Refusal() => Should.Throw<StreamProcessingException>(() => _job.Build()).Message;

    private (Action<RecordBatch<Row<int, long>>> Receive, Collector<Change<int, long>> Results) Records(
        Action<UpdatingStream<Entry, int, long>> declare, string name, bool carriesTime = false)
    {
        declare(Counts());
        var op = _job.Build().Create(name, new TestRuntime().Context(name, carriesTime: carriesTime));
        var results = Collector<Change<int, long>>.Of(op);
        op.OpenFresh();
        return (op.Inputs[0].Deliver, results);
    }

    private sealed class ChangeSink<TKey, T>(ChangelogMode takes) : ISink<Change<TKey, T>>
        where TKey : notnull
    {
        public string Description => "changes";

        public DeliveryGuarantee Guarantee => DeliveryGuarantee.AtLeastOnce;

        public ChangelogMode Takes => takes;

        public ISinkWriter<Change<TKey, T>> CreateWriter(ISubtaskContext context) => throw new NotSupportedException("this sink is never written to");
    }
}
