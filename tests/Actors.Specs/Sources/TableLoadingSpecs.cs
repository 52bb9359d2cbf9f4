using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Sources;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Actors.Specs.Sources;

/// <summary>Who is told what while tables are loaded.</summary>
public sealed class TableLoadingSpecs
{
    private readonly JobBuilder _job = new("shop") { Parallelism = 2, MaxParallelism = 8 };
    private readonly List<(string Source, int Index, SplitAssignment Assignment)> _assigned = [];
    private readonly List<string> _notices = [];
    private readonly MovableClock _clock = new(DateTimeOffset.UnixEpoch);
    private int _requests;
    private JobGraph _graph = null!;

    [Fact]
    public void Every_subtask_of_every_source_of_the_table_must_have_told()
    {
        Join("enriched", Stream("orders"), Stream("customers").Union(Stream("guests")));
        var loading = Start();
        Assigned("customers").ShouldAllBe(a => a.IsTable);
        Assigned("customers").Count.ShouldBe(2);
        Assigned("orders").ShouldAllBe(a => a.AwaitsTables && a.Tables!.Count == 0 && !a.IsTable);

        _assigned.Clear();
        foreach (var (source, index) in new[] { ("customers", 1), ("guests", 0), ("guests", 1), ("guests", 1) })
        {
            loading.Take(Subtask(source, index));
        }

        _assigned.ShouldBeEmpty();
        _requests.ShouldBe(0);
        loading.Take(Subtask("customers", 0));
        Assigned("orders").Count.ShouldBe(2);
        Assigned("orders").ShouldAllBe(a => !a.AwaitsTables && a.Tables!.Count == 2);
        _requests.ShouldBe(1);
    }

    [Fact]
    public void Table_is_complete_with_a_checkpoint_that_was_triggered_behind_it()
    {
        Join("enriched", Stream("orders", 1), Stream("customers", 1));
        var loading = Start();
        loading.Trigger(4);
        _clock.Advance(TimeSpan.FromSeconds(90));
        loading.Take(Subtask("customers", 0));
        loading.Complete(4);
        loading.All.Single().IsComplete.ShouldBeFalse();

        // The fifth was aborted.
        loading.Trigger(5);
        loading.Trigger(6);
        loading.Complete(6);
        loading.All.Single().IsComplete.ShouldBeTrue();
        loading.Complete(7);
        _notices.ShouldBe(["enriched: The table of 'customers' is loaded and stands in checkpoint 6, after 90 s; 'orders' begins to read."]);
    }

    [Fact]
    public void What_the_checkpoint_has_is_not_waited_for_whoever_of_those_that_wait_says_so()
    {
        Join("enriched", Stream("orders").Union(Stream("returns")), Stream("customers"));
        var loading = Start(new LoadedTable("enriched", "customers"));

        loading.All.Single().IsComplete.ShouldBeTrue();
        Assigned("customers").ShouldBeEmpty();
        Assigned("orders").ShouldAllBe(a => !a.AwaitsTables && a.Tables!.Single() == new LoadedTable("enriched", "customers"));
        Assigned("returns").ShouldAllBe(a => !a.AwaitsTables);
    }

    [Fact]
    public void Join_that_is_new_is_waited_for_and_what_is_loaded_stays_so()
    {
        var orders = Stream("orders");
        Join("enriched", orders, Stream("customers"));
        Join("priced", orders, Stream("prices", 1));
        var loading = Start(new LoadedTable("enriched", "customers"));
        Assigned("customers").ShouldBeEmpty();
        Assigned("orders").ShouldAllBe(a => a.AwaitsTables && a.Tables!.Single().Join == "enriched");

        loading.Take(Subtask("prices", 0));
        Assigned("orders").TakeLast(2).ShouldAllBe(a => !a.AwaitsTables && a.Tables!.Count == 2);
    }

    [Fact]
    public void Source_that_is_new_in_a_table_is_loaded_alone()
    {
        Join("enriched", Stream("orders"), Stream("customers").Union(Stream("guests")));
        var loading = Start(new LoadedTable("enriched", "customers"));
        Assigned("customers").ShouldBeEmpty();
        Assigned("guests").ShouldAllBe(a => a.IsTable);

        loading.Take(Subtask("guests", 0));
        _requests.ShouldBe(0);
        loading.Take(Subtask("guests", 1));
        _requests.ShouldBe(1);
    }

    [Fact]
    public void One_checkpoint_is_asked_for_where_one_word_completes_two_tables()
    {
        var (customers, orders, returns) = (Stream("customers", 1), Stream("orders", 1), Stream("returns", 1));
        Join("enriched", orders, customers);
        Join("credited", returns, customers);
        var loading = Start();
        _assigned.Clear();
        loading.Take(Subtask("customers", 0));

        _requests.ShouldBe(1);
        _assigned.Select(a => a.Source).ShouldBe(["orders", "returns"]);
    }

    private TableLoading Start(params LoadedTable[] restored)
    {
        _graph = _job.Build();
        var loading = new TableLoading(
            _graph.Plan,
            _clock,
            (subtask, assignment) => _assigned.Add((_graph.Plan.Vertices[subtask.Vertex].Name, subtask.Index, assignment)),
            () =>
            {
                _assigned.ShouldNotBeEmpty("whoever waits is told before the checkpoint");
                _requests++;
            },
            (name, notice) => _notices.Add($"{name}: {notice.Text}"));
        loading.Start(restored.ToHashSet());
        return loading;
    }

    private SubtaskId Subtask(string source, int index) => new(_graph.Plan.Vertices.Single(v => v.Name == source).Id, index);

    private List<SplitAssignment> Assigned(string source) => [.. _assigned.Where(a => a.Source == source).Select(a => a.Assignment)];

    private DataStream<int> Stream(string name, int? parallelism = null)
    {
        var stream = _job.FromSource(new CollectionSource<int>([1]), WatermarkStrategy<int>.None(), name);
        return parallelism is { } number ? stream.WithParallelism(number) : stream;
    }

    private static void Join(string name, DataStream<int> first, DataStream<int> table) =>
        first.Rebalance().Map(x => x).KeyBy(x => x).Connect(table.Rebalance().Map(x => x).KeyBy(x => x)).Latest(Ttl.Never).Join((x, y) => x, name).SinkTo(new CollectingSink<int>(), $"{name}-sink");
}
