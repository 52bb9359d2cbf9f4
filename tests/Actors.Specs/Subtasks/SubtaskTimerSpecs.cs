using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Actors.Specs.Subtasks;

/// <summary>A subtask that windows by the clock.</summary>
public sealed class SubtaskTimerSpecs : IDisposable
{
    private const int Credit = 100;
    private const int WindowMs = 1000;

    private readonly LoneSubtask _subtask;

    public SubtaskTimerSpecs()
    {
        var job = new JobBuilder("subtask");
        job.FromSource(new LogSource<Visit>(), WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time))
            .KeyBy(v => v.Key)
            .Window(TumblingWindows.OfProcessingTime(TimeSpan.FromMilliseconds(WindowMs))).Count("count")
            .Map(r => r.Value)
            .Rebalance().WithParallelism(1)
            .SinkTo(new ScriptedSink<long>());
        _subtask = new LoneSubtask(job.Build(), "count", Credit);
    }

    private int Sent => _subtask.Environment.Transmitted.Sum(t => t.Element is ChannelBatch { Batch.Count: var count } ? count : 0);

    public void Dispose() => _subtask.Dispose();

    [Fact]
    public void Subtask_is_woken_when_the_window_ends()
    {
        _subtask.Deliver(LoneSubtask.Visits(10));

        _subtask.Environment.WakesAfter.ShouldBe(TimeSpan.FromMilliseconds(WindowMs));
        _subtask.Pass(WindowMs);
        Sent.ShouldBe(10);
    }

    [Fact]
    public void Subtask_without_room_in_the_middle_of_a_window_is_woken_by_room_and_not_by_the_clock()
    {
        const int Keys = 10_000;
        for (var first = 0; first < Keys; first += 1000)
        {
            _subtask.Deliver(LoneSubtask.Visits(1000, first));
        }

        _subtask.Pass(WindowMs);
        Sent.ShouldBeInRange(Credit, Keys - 1);
        // What is gathered is flushed by the clock, once.
        _subtask.Pass(LoneSubtask.FlushMs);
        _subtask.Environment.WakesAfter = null;

        _subtask.Pass(LoneSubtask.FlushMs);
        _subtask.Environment.WakesAfter.ShouldBeNull();

        while (Sent < Keys)
        {
            var sent = Sent;
            _subtask.Grant(Keys);
            Sent.ShouldBeGreaterThan(sent);
        }
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void Wall_clock_that_is_set_holds_no_gathered_record_back(int seconds)
    {
        _subtask.Deliver(LoneSubtask.Visits(10));
        _subtask.Environment.Clock.SetWallClock(TimeSpan.FromSeconds(seconds));

        // At nine tenths of its speed the window is over after eleven tenths of its length, whichever way the clock went.
        _subtask.Pass(WindowMs * 12 / 10);
        _subtask.Pass(LoneSubtask.FlushMs);

        Sent.ShouldBe(10);
    }
}
