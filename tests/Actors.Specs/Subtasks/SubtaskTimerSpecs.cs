using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Actors.Specs.Subtasks;

/// <summary>A subtask that windows by the clock, with one input channel and one output channel, no actor around it.</summary>
public sealed class SubtaskTimerSpecs : IDisposable
{
    private const int Credit = 100;
    private const int WindowMs = 1000;
    private const int FlushMs = 5;

    private readonly FakeEnvironment _environment = new();
    private readonly Subtask _subtask;
    private long _sequence;

    public SubtaskTimerSpecs()
    {
        var job = new JobBuilder("subtask");
        job.FromSource(new LogSource<Visit>(), WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time))
            .KeyBy(v => v.Key)
            .Window(TumblingWindows.OfProcessingTime(TimeSpan.FromMilliseconds(WindowMs))).Count("count")
            .Map(r => r.Value)
            .Rebalance().WithParallelism(1)
            .SinkTo(new ScriptedSink<long>());
        var graph = job.Build();
        var vertex = graph.Vertices.Single(v => v.Name == "count");
        _subtask = new Subtask(graph, vertex, 0, _environment, new SubtaskOptions(Credit, TimeSpan.FromMilliseconds(FlushMs), TimeSpan.FromMilliseconds(200)));
        _subtask.Open(name => OperatorRestore.Nothing(name, 0, 1), () => { });
        _subtask.Start();
        Deliver(new ChannelStatus(false));
    }

    private int Sent => _environment.Transmitted.Sum(t => t.Element is ChannelBatch { Batch.Count: var count } ? count : 0);

    public void Dispose() => _subtask.Dispose();

    [Fact]
    public void Subtask_is_woken_when_the_window_ends()
    {
        Deliver(Records(10));

        _environment.WakesAfter.ShouldBe(TimeSpan.FromMilliseconds(WindowMs));
        Pass(WindowMs);
        Sent.ShouldBe(10);
    }

    [Fact]
    public void Subtask_without_room_in_the_middle_of_a_window_is_woken_by_room_and_not_by_the_clock()
    {
        const int Keys = 10_000;
        for (var first = 0; first < Keys; first += 1000)
        {
            Deliver(Records(1000, first));
        }

        Pass(WindowMs);
        Sent.ShouldBeInRange(Credit, Keys - 1);
        // What is gathered is flushed by the clock, once.
        Pass(FlushMs);
        _environment.WakesAfter = null;

        Pass(FlushMs);
        _environment.WakesAfter.ShouldBeNull();

        while (Sent < Keys)
        {
            var sent = Sent;
            _subtask.Grant(0, Keys);
            _environment.Run(_subtask);
            Sent.ShouldBeGreaterThan(sent);
        }
    }

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

    private static ChannelBatch Records(int count, int firstKey = 0)
    {
        var batch = RecordBatch<Visit>.Rent(count);
        for (var key = firstKey; key < firstKey + count; key++)
        {
            batch.Append(new Visit(key, 0), 0);
        }

        return new ChannelBatch(batch);
    }
}
