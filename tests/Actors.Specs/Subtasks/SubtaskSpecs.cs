using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Actors.Specs.Subtasks;

/// <summary>A window subtask with two input channels and one output channel, no actor around it.</summary>
public sealed class SubtaskSpecs : IDisposable
{
    private const int Credit = 100;

    private readonly FakeEnvironment _environment = new();
    private readonly Subtask _subtask;
    private readonly long[] _sequence = new long[2];

    public SubtaskSpecs()
    {
        var job = new JobBuilder("subtask");
        job.FromSource(new LogSource<Visit>(), WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time)).WithParallelism(2)
            .KeyBy(v => v.Key)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromSeconds(1))).Count("count")
            .Map(r => r.Value)
            .Rebalance()
            .SinkTo(new ScriptedSink<long>());
        var graph = job.Build();
        var vertex = graph.Plan.Vertices.Single(v => v.Name == "count");
        _subtask = new Subtask(graph, graph.Plan, vertex, 0, _environment, new SubtaskOptions(Credit, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10)));
        _subtask.Open(name => OperatorRestore.Nothing(name, 0, 1), () => { });
        _subtask.Start();
    }

    private long Taken => _subtask.Report().Operators.Single(o => o.Name == "count").In;

    public void Dispose() => _subtask.Dispose();

    [Fact]
    public void Nothing_is_taken_before_every_channel_has_told_its_status()
    {
        Deliver(0, new ChannelStatus(false), Records(10));
        Taken.ShouldBe(0);
        _environment.Opened.ShouldBe(0);

        Deliver(1, new ChannelStatus(false));

        Taken.ShouldBe(10);
        _environment.Opened.ShouldBe(1);
        _environment.Transmitted.ShouldBe([(0, new ChannelStatus(false))]);
    }

    [Fact]
    public void Channel_that_brought_the_barrier_is_held_until_the_other_brings_it()
    {
        Open();
        Deliver(0, Records(10), new ChannelBarrier(7), Records(5));
        Deliver(1, Records(3));
        _environment.Saved.ShouldBeEmpty();
        Taken.ShouldBe(13);

        Deliver(1, new ChannelBarrier(7));

        _environment.Saved.Single().CheckpointId.ShouldBe(7);
        _environment.Saved.Single().Report.Operators.Single(o => o.Name == "count").In.ShouldBe(13);
        Taken.ShouldBe(18);
        _environment.Transmitted.ShouldContain((0, new ChannelBarrier(7)));
    }

    [Fact]
    public void Held_records_grant_no_credit()
    {
        Open();
        Deliver(0, new ChannelBarrier(7), Records(Credit));
        _environment.Granted.ShouldBeEmpty();

        Deliver(1, new ChannelBarrier(7));

        _environment.Granted.ShouldBe([(0, Credit)]);
    }

    [Fact]
    public void Watermark_is_the_lower_one_of_the_channels_until_one_is_idle()
    {
        Open();
        Deliver(0, new ChannelWatermark(500));
        _subtask.Watermark.ShouldBe(Watermarks.Min);
        Deliver(1, new ChannelWatermark(200));
        _subtask.Watermark.ShouldBe(200);

        Deliver(1, new ChannelStatus(true));
        _subtask.Watermark.ShouldBe(500);

        Deliver(0, new ChannelStatus(true));
        _environment.Transmitted[^1].Element.ShouldBe(new ChannelStatus(true));
    }

    [Fact]
    public void Subtask_that_becomes_idle_says_what_it_knows_of_the_time_first()
    {
        Open();
        Deliver(0, new ChannelWatermark(500));
        Deliver(1, new ChannelWatermark(200));
        Deliver(0, new ChannelStatus(true));

        Deliver(1, new ChannelStatus(true));

        _environment.Transmitted.Select(t => t.Element).ShouldBe(
            [new ChannelStatus(false), new ChannelWatermark(200), new ChannelWatermark(500), new ChannelStatus(true)]);
    }

    [Fact]
    public void Input_ends_with_the_last_channel_and_barriers_after_it_still_pass()
    {
        Open();
        Deliver(0, Records(2), new ChannelEnd());
        _environment.Ended.ShouldBe(0);

        Deliver(1, new ChannelEnd());

        _environment.Ended.ShouldBe(1);
        _subtask.HasEnded.ShouldBeTrue();
        _environment.Transmitted.Select(t => t.Element).ShouldBe(
            [new ChannelStatus(false), _environment.Transmitted[1].Element, new ChannelWatermark(Watermarks.Max), new ChannelEnd()]);
        _environment.Transmitted[1].Element.ShouldBeOfType<ChannelBatch>().Batch.Count.ShouldBe(2);
        Deliver(0, new ChannelBarrier(9));
        Deliver(1, new ChannelBarrier(9));
        _environment.Saved.Single().CheckpointId.ShouldBe(9);
    }

    [Fact]
    public void Firing_window_yields_where_there_is_no_room_and_no_barrier_meets_it_by_half()
    {
        const int Keys = 10_000;
        Open();
        for (var first = 0; first < Keys; first += 1000)
        {
            Deliver(0, Records(1000, firstKey: first));
        }

        Deliver(0, new ChannelWatermark(1000), new ChannelBarrier(7));
        Deliver(1, new ChannelWatermark(1000), new ChannelBarrier(7));

        var sent = Sent();
        sent.ShouldBeInRange(Credit, Credit + RecordBatch.DefaultCapacity);
        _environment.Saved.ShouldBeEmpty();
        while (Sent() < Keys)
        {
            _subtask.Grant(0, sent);
            _environment.Run(_subtask);
            Sent().ShouldBeGreaterThan(sent);
            (Sent() - sent).ShouldBeLessThanOrEqualTo(sent + RecordBatch.DefaultCapacity);
            sent = Sent();
        }

        _subtask.Grant(0, Keys);
        _environment.Run(_subtask);
        _environment.Saved.Single().CheckpointId.ShouldBe(7);
        _environment.Transmitted.Select(t => t.Element).Where(e => e is not ChannelBatch)
            .ShouldBe([new ChannelStatus(false), new ChannelWatermark(1000), new ChannelBarrier(7)]);
        _environment.Transmitted[^1].Element.ShouldBe(new ChannelBarrier(7));
    }

    [Fact]
    public void No_input_is_taken_while_an_output_has_no_room()
    {
        Open();
        Deliver(0, Records(2 * Credit), new ChannelWatermark(1000));
        Deliver(1, new ChannelWatermark(1000));
        Sent().ShouldBe(2 * Credit);
        var taken = Taken;

        Deliver(0, Records(10, time: 2000));
        Taken.ShouldBe(taken);
        _subtask.Grant(0, 2 * Credit);
        _environment.Run(_subtask);

        Taken.ShouldBe(taken + 10);
    }

    private void Open()
    {
        Deliver(0, new ChannelStatus(false));
        Deliver(1, new ChannelStatus(false));
    }

    private void Deliver(int channel, params ChannelElement[] elements)
    {
        foreach (var element in elements)
        {
            _subtask.Deliver(channel, _sequence[channel]++, element);
        }

        _environment.Run(_subtask);
    }

    private int Sent() => _environment.Transmitted.Sum(t => t.Element is ChannelBatch { Batch.Count: var count } ? count : 0);

    private static ChannelBatch Records(int count, int firstKey = 0, long time = 0)
    {
        var batch = RecordBatch<Visit>.Rent(count);
        for (var key = firstKey; key < firstKey + count; key++)
        {
            batch.Append(new Visit(key, time), time);
        }

        return new ChannelBatch(batch);
    }
}
