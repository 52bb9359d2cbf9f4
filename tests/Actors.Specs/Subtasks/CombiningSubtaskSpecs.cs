using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Actors.Specs.Subtasks;

/// <summary>A subtask that combines its output for the count behind it: what is sent before what, no actor around it.</summary>
public sealed class CombiningSubtaskSpecs : IDisposable
{
    private const int WindowMs = 1000;
    private const int FlushMs = 5;

    private readonly FakeEnvironment _environment = new();
    private readonly Subtask _subtask;
    private long _sequence;

    public CombiningSubtaskSpecs()
    {
        var job = new JobBuilder("combining");
        job.FromSource(new LogSource<Visit>(), WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time))
            .KeyBy(v => v.Key)
            .Window(TumblingWindows.OfProcessingTime(TimeSpan.FromMilliseconds(WindowMs))).Count("by-clock")
            .KeyBy(r => r.Value)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(WindowMs))).Count("by-time")
            .SinkTo(new ScriptedSink<WindowResult<long, long>>());
        var graph = job.Build();
        var vertex = graph.Vertices.Single(v => v.Name == "by-clock");
        _subtask = new Subtask(graph, vertex, 0, _environment, new SubtaskOptions(10_000, TimeSpan.FromMilliseconds(FlushMs), TimeSpan.FromMilliseconds(200)));
        _subtask.Open(name => OperatorRestore.Nothing(name, 0, 1), () => { });
        _subtask.Start();
        Deliver(new ChannelStatus(false));
        Deliver(Records(10));
    }

    public void Dispose() => _subtask.Dispose();

    [Fact]
    public void Combined_records_wait_for_the_watermark_that_closes_their_window()
    {
        Pass(WindowMs);
        Pass(FlushMs);
        Sent().ShouldBe(["status"]);

        Deliver(new ChannelWatermark(NowMs() - WindowMs - 2));
        Sent().ShouldBe(["watermark"]);
        Deliver(new ChannelWatermark(NowMs()));
        Sent().ShouldBe(["1", "watermark"]);
    }

    [Fact]
    public void Combined_records_are_sent_before_a_barrier()
    {
        Pass(WindowMs);
        Deliver(new ChannelBarrier(7));

        Sent().ShouldBe(["status", "1", "barrier"]);
    }

    [Fact]
    public void Combined_records_are_sent_before_the_subtask_becomes_idle()
    {
        Pass(WindowMs);
        Deliver(new ChannelStatus(true));

        Sent().ShouldBe(["status", "1", "status"]);
    }

    [Fact]
    public void Combined_records_are_sent_before_the_end()
    {
        Pass(WindowMs);
        Deliver(new ChannelEnd());

        Sent().ShouldBe(["status", "1", "watermark", "end"]);
    }

    [Fact]
    public void Records_that_the_clock_makes_an_idle_subtask_send_wait_for_nothing()
    {
        Deliver(new ChannelStatus(true));
        Sent().ShouldBe(["status", "status"]);

        Pass(WindowMs);

        // Ten results, each by itself.
        Sent().ShouldBe(["10"]);
    }

    /// <summary>What was sent since the last call: the sizes of batches, and the names of everything else.</summary>
    private List<string> Sent()
    {
        var sent = _environment.Transmitted.ConvertAll(t => t.Element switch
        {
            ChannelBatch { Batch.Count: var count } => $"{count}",
            ChannelWatermark => "watermark",
            ChannelBarrier => "barrier",
            ChannelStatus => "status",
            _ => "end",
        });
        _environment.Transmitted.Clear();
        return sent;
    }

    private long NowMs() => _environment.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private void Pass(int milliseconds)
    {
        _environment.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        _environment.Run(_subtask);
    }

    private void Deliver(ChannelElement element)
    {
        _subtask.Deliver(0, _sequence++, element);
        _environment.Run(_subtask);
    }

    private static ChannelBatch Records(int count)
    {
        var batch = RecordBatch<Visit>.Rent(count);
        for (var key = 0; key < count; key++)
        {
            batch.Append(new Visit(key, 0), 0);
        }

        return new ChannelBatch(batch);
    }
}
