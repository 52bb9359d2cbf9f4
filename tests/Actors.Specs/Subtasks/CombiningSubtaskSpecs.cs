using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Actors.Specs.Subtasks;

/// <summary>A subtask that combines its output for the count behind it: what is sent before what.</summary>
public sealed class CombiningSubtaskSpecs : IDisposable
{
    private const int WindowMs = 1000;

    private readonly LoneSubtask _subtask;

    public CombiningSubtaskSpecs()
    {
        var job = new JobBuilder("combining");
        job.FromSource(new LogSource<Visit>(), WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time))
            .KeyBy(v => v.Key)
            .Window(TumblingWindows.OfProcessingTime(TimeSpan.FromMilliseconds(WindowMs))).Count("by-clock")
            .KeyBy(r => r.Value)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(WindowMs))).Count("by-time")
            .SinkTo(new ScriptedSink<WindowResult<long, long>>());
        _subtask = new LoneSubtask(job.Build(), "by-clock", credit: 10_000);
        _subtask.Deliver(LoneSubtask.Visits(10));
    }

    public void Dispose() => _subtask.Dispose();

    [Fact]
    public void Combined_records_wait_for_the_watermark_that_closes_their_window()
    {
        _subtask.Pass(WindowMs);
        _subtask.Pass(LoneSubtask.FlushMs);
        Sent().ShouldBe(["status"]);

        _subtask.Deliver(new ChannelWatermark(_subtask.NowMs - WindowMs - 2));
        Sent().ShouldBe(["watermark"]);
        _subtask.Deliver(new ChannelWatermark(_subtask.NowMs));
        Sent().ShouldBe(["1", "watermark"]);
    }

    [Fact]
    public void Combined_records_are_sent_before_a_barrier()
    {
        _subtask.Pass(WindowMs);
        _subtask.Deliver(new ChannelBarrier(7));

        Sent().ShouldBe(["status", "1", "barrier"]);
    }

    [Fact]
    public void Combined_records_are_sent_before_the_subtask_becomes_idle()
    {
        _subtask.Pass(WindowMs);
        _subtask.Deliver(new ChannelStatus(true));

        Sent().ShouldBe(["status", "1", "status"]);
    }

    [Fact]
    public void Combined_records_are_sent_before_the_end()
    {
        _subtask.Pass(WindowMs);
        _subtask.Deliver(new ChannelEnd());

        Sent().ShouldBe(["status", "1", "watermark", "end"]);
    }

    [Fact]
    public void Records_that_the_clock_makes_an_idle_subtask_send_wait_for_nothing()
    {
        _subtask.Deliver(new ChannelStatus(true));
        Sent().ShouldBe(["status", "status"]);

        _subtask.Pass(WindowMs);

        // Ten results, each by itself.
        Sent().ShouldBe(["10"]);
    }

    /// <summary>What was sent since the last call: the sizes of batches, and the names of everything else.</summary>
    private List<string> Sent()
    {
        var sent = _subtask.Environment.Transmitted.ConvertAll(t => t.Element switch
        {
            ChannelBatch { Batch.Count: var count } => $"{count}",
            ChannelWatermark => "watermark",
            ChannelBarrier => "barrier",
            ChannelStatus => "status",
            _ => "end",
        });
        _subtask.Environment.Transmitted.Clear();
        return sent;
    }
}
