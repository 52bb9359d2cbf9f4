using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.TestKit;
using CsCheck;

namespace AkkaStreamProc.Actors.Specs.Exchange;

public sealed class ChannelLayoutSpecs
{
    [Fact]
    public void Hash_edge_connects_every_pair_of_subtasks()
    {
        var job = new JobBuilder("layout") { Parallelism = 2 };
        job.FromSource(new CollectionSource<int>([[1]]), WatermarkStrategy<int>.None())
            .KeyBy(x => x).Reduce((a, b) => a + b).WithParallelism(3)
            .SinkTo(new CollectingSink<int>());
        var plan = job.Build().Plan;

        var source = new ChannelLayout(plan, plan.Vertices[0], 1);
        var reduce = new ChannelLayout(plan, plan.Vertices[1], 2);

        source.Outputs.ShouldBe([(0, new SubtaskId(1, 0), 1), (0, new SubtaskId(1, 1), 1), (0, new SubtaskId(1, 2), 1)]);
        reduce.Inputs.ShouldBe([(0, new SubtaskId(0, 0), 2), (0, new SubtaskId(0, 1), 2)]);
    }

    [Fact]
    public void Forward_edge_connects_equal_numbers_only()
    {
        var job = new JobBuilder("layout") { Parallelism = 3 };
        Source(job, "a").Union(Source(job, "b")).SinkTo(new CollectingSink<int>());
        var plan = job.Build().Plan;
        var union = plan.Vertices.Single(v => plan.InputsOf(v).Count == 2);

        var inputs = new ChannelLayout(plan, union, 2).Inputs;

        inputs.Select(i => (i.Edge, i.Peer.Index)).ShouldBe([(0, 2), (1, 2)]);
    }

    [Fact]
    public void Both_ends_of_every_channel_agree_in_any_graph() =>
        Gen.Select(Gen.Int[0, 8].Array[1, 8], Gen.Int[1, 5].Array[8]).Sample((steps, parallelisms) =>
        {
            var plan = Random(steps, parallelisms);
            var outputs = Channels(plan, (layout, self) => layout.Outputs.Select((o, number) => (From: self, FromChannel: number, To: o.Peer, ToChannel: o.PeerChannel)));
            var inputs = Channels(plan, (layout, self) => layout.Inputs.Select((i, number) => (From: i.Peer, FromChannel: i.PeerChannel, To: self, ToChannel: number)));

            outputs.Count.ShouldBe(plan.Vertices.SelectMany(plan.OutputsOf).Sum(e => CountOf(e, plan.Vertices[e.FromVertex].Parallelism, plan.Vertices[e.ToVertex].Parallelism)));
            outputs.ShouldBeUnique();
            outputs.Select(c => c.ToString()).Order().ShouldBe(inputs.Select(c => c.ToString()).Order());
        });

    [Fact]
    public void Every_channel_leads_to_the_edge_it_comes_from() =>
        Gen.Select(Gen.Int[0, 8].Array[1, 8], Gen.Int[1, 5].Array[8]).Sample((steps, parallelisms) =>
        {
            var plan = Random(steps, parallelisms);
            foreach (var vertex in plan.Vertices)
            {
                foreach (var (edge, peer, peerChannel) in new ChannelLayout(plan, vertex, vertex.Parallelism - 1).Outputs)
                {
                    var receiver = plan.Vertices[peer.Vertex];
                    var input = new ChannelLayout(plan, receiver, peer.Index).Inputs[peerChannel];
                    plan.InputsOf(receiver)[input.Edge].ShouldBeSameAs(plan.OutputsOf(vertex)[edge]);
                }
            }
        });

    [Theory]
    [InlineData(2, 6, "0: 0 1 2, 1: 3 4 5")]
    [InlineData(6, 2, "0: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 1")]
    [InlineData(2, 5, "0: 0 1 2, 1: 3 4")]
    [InlineData(5, 2, "0: 0, 1: 0, 2: 0, 3: 1, 4: 1")]
    [InlineData(3, 3, "0: 0, 1: 1, 2: 2")]
    public void Rescale_edge_connects_each_of_the_larger_number_to_one_of_the_smaller(int senders, int receivers, string expected)
    {
        var job = new JobBuilder("layout") { Parallelism = senders };
        Source(job, "a").Rescale().WithParallelism(receivers).SinkTo(new CollectingSink<int>());
        var plan = job.Build().Plan;

        var connected = Enumerable.Range(0, senders).Select(i => $"{i}: {string.Join(" ", new ChannelLayout(plan, plan.Vertices[0], i).Outputs.Select(o => o.Peer.Index))}");

        string.Join(", ", connected).ShouldBe(expected);
    }

    private static int CountOf(PlanEdge edge, int senders, int receivers) => edge.Kind switch
    {
        EdgeKind.Forward => senders,
        EdgeKind.Rescale => Math.Max(senders, receivers),
        _ => senders * receivers,
    };

    private static ExecutionPlan Random(int[] steps, int[] parallelisms)
    {
        var job = new JobBuilder("layout") { Parallelism = parallelisms[0] };
        var sources = 0;
        var streams = new List<DataStream<int>> { Source(), Source() };
        for (var i = 0; i < steps.Length; i++)
        {
            var stream = streams[(i * 7 + steps[i]) % streams.Count];
            streams.Add(steps[i] switch
            {
                0 => stream.Rebalance().WithParallelism(parallelisms[i]),
                1 => stream.Broadcast().WithParallelism(parallelisms[i]),
                2 => stream.KeyBy(x => x).Reduce((a, b) => a + b, $"reduce-{i}").WithParallelism(parallelisms[i]),
                3 => Spread(stream, parallelisms[i]).Union(Spread(Source(), parallelisms[i])),
                4 => stream.Union(stream, stream),
                5 => stream.Rescale().WithParallelism(parallelisms[i]),
                6 => stream.Global().WithParallelism(parallelisms[i]),
                7 => stream.PartitionBy(x => x, (key, count) => key % count).WithParallelism(parallelisms[i]),
                _ => stream.Map(x => x + 1),
            });
        }

        foreach (var (number, stream) in streams.Index())
        {
            stream.SinkTo(new CollectingSink<int>(), $"sink-{number}");
        }

        return job.Build().Plan;

        DataStream<int> Source() => ChannelLayoutSpecs.Source(job, $"source-{sources++}");
    }

    private static DataStream<int> Spread(DataStream<int> stream, int parallelism) => stream.Rebalance().WithParallelism(parallelism);

    private static SourceStream<int> Source(JobBuilder job, string name) =>
        job.FromSource(new CollectionSource<int>([[1]]), WatermarkStrategy<int>.None(), name);

    private static List<TChannel> Channels<TChannel>(ExecutionPlan plan, Func<ChannelLayout, SubtaskId, IEnumerable<TChannel>> select) =>
        [.. plan.Vertices.SelectMany(v => Enumerable.Range(0, v.Parallelism).SelectMany(i => select(new ChannelLayout(plan, v, i), new SubtaskId(v.Id, i))))];
}
