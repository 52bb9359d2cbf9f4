using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Plans;

public class ChainingTests
{
    private readonly JobBuilder _job = new("job");
    private readonly SourceStream<int> _numbers;

    public ChainingTests() => _numbers = _job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None());

    [Fact]
    public void Forward_edges_join_operators_into_one_vertex()
    {
        _numbers.Where(x => x > 0).Select(x => x + 1).SinkTo(new IdleSink<int>());

        Plan().ShouldBe(["source where select sink"]);
    }

    [Fact]
    public void Shuffle_begins_a_vertex()
    {
        _numbers.Where(x => x > 0).KeyBy(x => x).Reduce((a, b) => a + b).Select(x => x).SinkTo(new IdleSink<int>());

        Plan().ShouldBe(["source where", "reduce select sink"]);
        Inputs(1).ShouldBe(["where: hash(Int32)"]);
    }

    [Fact]
    public void Rebalance_and_broadcast_begin_a_vertex()
    {
        _numbers.Rebalance().Broadcast().SinkTo(new IdleSink<int>());

        Plan().ShouldBe(["source", "rebalance", "broadcast sink"]);
    }

    [Fact]
    public void Union_of_two_streams_is_a_vertex_with_two_inputs()
    {
        var others = _job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None(), "others");
        _numbers.Union(others).SinkTo(new IdleSink<int>());

        Plan().ShouldBe(["source", "others", "union sink"]);
        Inputs(2).ShouldBe(["source: forward", "others: forward"]);
    }

    [Fact]
    public void Stream_united_with_itself_comes_twice()
    {
        _numbers.Union(_numbers).SinkTo(new IdleSink<int>());

        Inputs(1).ShouldBe(["source: forward", "source: forward"]);
    }

    [Fact]
    public void Stream_used_twice_stays_one_vertex_and_is_fused_up_to_the_fork()
    {
        var positive = _numbers.Where(x => x > 0).Select(x => x + 1);
        positive.Select(x => x * 2).SinkTo(new IdleSink<int>(), "a");
        positive.Select(x => x * 3).SinkTo(new IdleSink<int>(), "b");

        var vertex = _job.Build().Plan.Vertices.Single();

        vertex.Steps.Select(s => string.Join(" ", s.Operators.Select(o => o.Name))).ShouldBe(["source", "where select", "select-2", "a", "select-3", "b"]);
    }

    [Fact]
    public void Sink_with_a_parallelism_of_its_own_is_fed_in_turns()
    {
        _numbers.SinkTo(new IdleSink<int>(), parallelism: 3);

        Plan().ShouldBe(["source", "sink"]);
        Inputs(1).ShouldBe(["source: rebalance"]);
        _job.Build().Plan.Vertices[1].Parallelism.ShouldBe(3);
    }

    [Fact]
    public void Side_outputs_are_edges_with_their_number()
    {
        _numbers.BadRecords.SinkTo(new IdleSink<BadRecord>(), "bad");
        _numbers.SinkTo(new IdleSink<int>());

        _job.Build().Plan.Edges.Select(e => (e.From, e.OutputName, e.To)).ShouldBe([("source", "bad", "bad"), ("source", "records", "sink")]);
    }

    [Fact]
    public void Source_is_cut_where_any_window_behind_it_fires_or_closes()
    {
        var job = ShopJob.Declare();
        var points = new WatermarkPoints(job.Build().Plan.Vertices.Single(v => v.IsSource).Steps[0].Points);

        const long hour = 3_600_000;
        points.After(0).ShouldBe(300_000 - 1);
        points.After(300_000 - 1).ShouldBe(hour - 1);
    }

    private List<string> Inputs(int vertex) =>
        _job.Build().Plan is var plan ? [.. plan.InputsOf(plan.Vertices[vertex]).Select(e => $"{e.From}: {e.Description}")] : [];

    private List<string> Plan() => [.. _job.Build().Plan.Vertices.Select(v => string.Join(" ", v.Operators.Select(o => o.Name)))];
}
