using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Specs.Subtasks;

/// <summary>A subtask whose head has two inputs, one of two channels and one of a single one, no actor around it.</summary>
public sealed class TwoInputSpecs : IDisposable
{
    private const int Credit = 100;

    private readonly FakeEnvironment _environment = new();
    private readonly Subtask _subtask;
    private readonly long[] _sequence = new long[3];
    private Gathering _head = null!;

    public TwoInputSpecs()
    {
        var job = new JobBuilder("inputs");
        var gathering = new OperatorDeclaration(new Gathering.Definition(op => _head = op), "gathering", null) { Parallelism = 1 };
        job.Add(
            gathering,
            Visits(job, "left", 2).To(Partitioning.Rebalance),
            Visits(job, "right", 1).To(Partitioning.Rebalance) with { Port = 1 });
        new DataStream<Visit>(job, gathering, 0).Rebalance().SinkTo(new ScriptedSink<Visit>());
        var graph = job.Build();
        _subtask = new Subtask(
            graph,
            graph.Plan,
            graph.Plan.Vertices.Single(v => v.Name == "gathering"),
            0,
            _environment,
            new SubtaskOptions(Credit, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10)));
        _subtask.Open(name => OperatorRestore.Nothing(name, 0, 1), () => { });
        _subtask.Start();
        for (var channel = 0; channel < 3; channel++)
        {
            Deliver(channel, new ChannelStatus(false));
        }
    }

    public void Dispose() => _subtask.Dispose();

    [Fact]
    public void Every_edge_leads_to_its_own_input()
    {
        Deliver(0, LoneSubtask.Visits(1));
        Deliver(1, LoneSubtask.Visits(2));
        Deliver(2, LoneSubtask.Visits(3));

        _head.Log.ShouldBe(["input 0 brings 1", "input 0 brings 2", "input 1 brings 3"]);
    }

    [Fact]
    public void Every_input_has_a_watermark_and_an_end_of_its_own_told_before_the_common_one()
    {
        Deliver(0, new ChannelWatermark(10));
        Deliver(2, new ChannelWatermark(5));
        Deliver(1, new ChannelWatermark(20));
        Deliver(2, new ChannelWatermark(Watermarks.Max), new ChannelEnd());
        Deliver(0, new ChannelWatermark(Watermarks.Max), new ChannelEnd());
        Deliver(1, new ChannelWatermark(Watermarks.Max), new ChannelEnd());

        _head.Log.ShouldBe(
        [
            "input 1 at 5",
            "input 0 at 10",
            "all at 5",
            $"input 1 at {Watermarks.Max}",
            "all at 10",
            "input 1 ended",
            "input 0 at 20",
            "all at 20",
            $"input 0 at {Watermarks.Max}",
            $"all at {Watermarks.Max}",
            "input 0 ended",
        ]);
        _environment.Ended.ShouldBe(1);
    }

    [Fact]
    public void Idle_input_holds_up_neither_the_other_nor_the_common_time()
    {
        Deliver(2, new ChannelStatus(true));
        Deliver(0, new ChannelWatermark(10));
        Deliver(1, new ChannelWatermark(10));

        _head.Log.ShouldBe(["input 0 at 10", "all at 10"]);
    }

    [Fact]
    public void Records_of_an_input_that_is_not_read_wait_while_the_other_goes_on()
    {
        _head.Read.Remove(1);

        Deliver(2, LoneSubtask.Visits(3));
        Deliver(0, LoneSubtask.Visits(1));
        _head.Log.ShouldBe(["input 0 brings 1"]);
        _environment.Granted.ShouldNotContain(grant => grant.Channel == 2);
        _head.Read.Add(1);
        _environment.Run(_subtask);

        _head.Log.ShouldBe(["input 0 brings 1", "input 1 brings 3"]);
    }

    [Fact]
    public void Barrier_takes_the_records_before_it_along_whether_they_are_read_or_not()
    {
        _head.Read.Remove(1);
        Deliver(2, LoneSubtask.Visits(3), new ChannelBarrier(7), LoneSubtask.Visits(4));
        Deliver(0, new ChannelBarrier(7));
        _head.Log.ShouldBe(["input 1 brings 3"]);

        Deliver(1, new ChannelBarrier(7));

        _environment.Saved.Single().CheckpointId.ShouldBe(7);
        _head.Log.ShouldBe(["input 1 brings 3"]);
    }

    [Fact]
    public void Mail_is_taken_between_two_steps_and_not_in_the_middle_of_a_walk()
    {
        _head.Stops = true;
        Deliver(0, new ChannelWatermark(5));
        Deliver(1, new ChannelWatermark(5));
        Deliver(2, new ChannelWatermark(5));
        _head.Context.Post(() => _head.Log.Add("mail"));
        _environment.Turn(_subtask, 4);
        _head.Log.ShouldNotContain("mail");

        _head.Stops = false;
        _environment.Run(_subtask);

        _head.Log[^2..].ShouldBe(["all at 5", "mail"]);
    }

    [Fact]
    public void Mail_of_an_operator_waits_for_room_for_its_results()
    {
        Deliver(0, LoneSubtask.Visits(Credit));
        _head.Context.Post(() => _head.Log.Add("mail"));
        _environment.Run(_subtask);
        _head.Log.ShouldNotContain("mail");

        _subtask.Grant(0, Credit);
        _environment.Run(_subtask);

        _head.Log.ShouldContain("mail");
    }

    private static DataStream<Visit> Visits(JobBuilder job, string name, int parallelism) =>
        job.FromSource(new LogSource<Visit>(), WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time), name).WithParallelism(parallelism);

    private void Deliver(int channel, params ChannelElement[] elements)
    {
        foreach (var element in elements)
        {
            _subtask.Deliver(channel, _sequence[channel]++, element);
        }

        _environment.Turn(_subtask, 16);
    }
}
