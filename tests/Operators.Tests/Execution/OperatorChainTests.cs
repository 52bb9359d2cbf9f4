using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Execution;

public class OperatorChainTests
{
    private readonly CollectingSink<int> _totals = new();
    private readonly CollectingSink<string> _late = new();
    private readonly TestRuntime _runtime = new();
    private Func<bool> _hasRoom = () => true;

    [Fact]
    public void Watermark_passes_from_head_to_tail_and_results_reach_the_sinks()
    {
        var chain = Opened();
        chain.Head.Inputs.Single().Deliver(Feeding.Batch(("a", 1L), ("bb", 2L), ("a", 3L)));

        chain.Advance(9).ShouldBeTrue();
        chain.Head.Inputs.Single().Deliver(Feeding.Batch(("c", 4L)));

        _totals.Records.Select(r => r.Value).ShouldBe([1, 2], ignoreOrder: true);
        _late.Records.ShouldBe([("c", 4L)]);
    }

    [Fact]
    public void Walk_that_stopped_for_lack_of_room_goes_on_where_it_was()
    {
        var chain = Opened();
        chain.Head.Inputs.Single().Deliver(Feeding.Batch(Enumerable.Range(0, 500).Select(i => ($"{i}", 1L))));
        var calls = 0;
        _hasRoom = () => ++calls % 3 == 0;

        Feeding.Complete(() => chain.Advance(9)).ShouldBeGreaterThan(1);

        _totals.Records.Count.ShouldBe(500);
        chain.Advance(10).ShouldBeTrue();
        _totals.Records.Count.ShouldBe(500);
    }

    [Fact]
    public void Snapshot_has_a_part_for_every_operator_and_sinks_follow_the_checkpoint()
    {
        var chain = Opened();

        var freeze = chain.Freeze(5);
        var committed = 0;
        chain.CompleteCheckpoint(5, () => committed++);
        chain.Dispose();

        freeze.Operators.Select(o => o.OperatorName).ShouldBe(["totals", "map", "sink", "late"], ignoreOrder: true);
        freeze.Operators.Single(o => o.OperatorName == "sink").Items.Select(i => i.Name).ShouldBe(["counters", "epochs"]);
        committed.ShouldBe(1);
        _totals.Calls.ShouldBe(["restore 0 from ", "prepare 5", "commit 5", "dispose"]);
    }

    [Fact]
    public void Restored_sink_gets_what_it_had_prepared()
    {
        var bytes = SubtaskSnapshot.Write(new SnapshotHeader("job", "totals", 0, 1, 128, 5), Opened().Freeze(5));
        var old = SubtaskSnapshot.Parse(bytes, "the test");
        _totals.Calls.Clear();

        var opened = 0;
        Built().Open(name => new OperatorRestore(name, 5, 0, 1, [(old.Header, old.Operators[name])]), () => opened++);

        opened.ShouldBe(1);
        _totals.Calls.ShouldBe(["restore 5 from 5"]);
    }

    [Fact]
    public void Functions_are_closed_where_the_chain_cannot_be_wired()
    {
        var (opened, closed) = (0, 0);
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<string>(), WatermarkStrategy<string>.None())
            .KeyBy(s => s).Process(() => new Counted(() => opened++, () => closed++)).KeyBy(s => s).Process(() => new Counted(() => { }, () => { }), "behind").SinkTo(new IdleSink<string>());
        var graph = job.Build();
        var before = (opened, closed);

        Should.Throw<IOException>(() => ChainBuilder.Build(
            graph, graph.Plan, graph.Plan.Vertices[1], 0, _runtime, new SubtaskClock(_runtime.Time), _ => throw new IOException("No channel."), () => true)).Message.ShouldBe("No channel.");

        (opened - before.opened, closed - before.closed).ShouldBe((1, 1));
    }

    private OperatorChain Opened()
    {
        var chain = Built();
        var opened = 0;
        chain.Open(name => OperatorRestore.Nothing(name, 0, 1), () => opened++);
        opened.ShouldBe(1);
        return chain;
    }

    private OperatorChain Built()
    {
        var job = new JobBuilder("job");
        var totals = job.FromSource(new IdleSource<string>(), WatermarkStrategy<string>.None())
            .KeyBy(s => s).Window(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(10))).Count("totals");
        totals.Map(r => (int)r.Value).SinkTo(_totals);
        totals.LateRecords.SinkTo(_late, "late");
        var graph = job.Build();
        return ChainBuilder.Build(graph, graph.Plan, graph.Plan.Vertices[1], 0, _runtime, new SubtaskClock(_runtime.Time), _ => [], () => _hasRoom());
    }

    private sealed class Counted(Action opened, Action closed) : ProcessFunction<string, string, string>
    {
        public override void Open(StateDeclarations states) => opened();

        public override void Process(string record, ProcessContext<string, string> context)
        {
        }

        public override void Close() => closed();
    }
}
