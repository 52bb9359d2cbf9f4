using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Specs.Subtasks;

/// <summary>A subtask whose head waits for the answers of calls: what waits for them with it, and what does not.</summary>
public sealed class AsyncSubtaskSpecs : IDisposable
{
    private const int MaxInFlight = 3;

    private readonly Dictionary<int, TaskCompletionSource<Visit>> _open = [];
    private readonly List<int> _asked = [];
    private LoneSubtask _subtask;
    private int _seen;

    public AsyncSubtaskSpecs() => _subtask = new LoneSubtask(Job(), "calls", credit: 100);

    public void Dispose() => _subtask.Dispose();

    [Fact]
    public void Results_are_sent_when_they_are_answered_and_not_before()
    {
        _subtask.Deliver(LoneSubtask.Visits(2));
        Sent().ShouldBe(["active"]);

        Answer(0, 1);

        Sent().ShouldBe(["0", "1"]);
    }

    [Fact]
    public void Barrier_waits_for_no_answer()
    {
        _subtask.Deliver(LoneSubtask.Visits(2));
        _subtask.Deliver(new ChannelWatermark(5));
        _subtask.Deliver(new ChannelStatus(true));

        _subtask.Deliver(new ChannelBarrier(7));

        _subtask.Environment.Saved.Single().CheckpointId.ShouldBe(7);
        Sent().ShouldBe(["active", "barrier 7"]);
        Answer(0, 1);
        Sent().ShouldBe(["0", "1", "W5", "idle"]);
    }

    [Fact]
    public void Barrier_waits_for_no_answer_with_all_in_flight_that_may_be()
    {
        _subtask.Deliver(LoneSubtask.Visits(MaxInFlight + 2));

        _subtask.Deliver(new ChannelBarrier(7));

        _subtask.Environment.Saved.Single().CheckpointId.ShouldBe(7);
        _asked.ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void Barrier_behind_the_end_waits_for_no_answer()
    {
        _subtask.Deliver(LoneSubtask.Visits(1));
        _subtask.Deliver(new ChannelWatermark(Watermarks.Max));
        _subtask.Deliver(new ChannelEnd());
        _subtask.Deliver(new ChannelBarrier(7));

        Sent().ShouldBe(["active", "barrier 7"]);
        _subtask.Environment.Ended.ShouldBe(0);
        Answer(0);
        Sent().ShouldBe(["0", $"W{Watermarks.Max}", "end"]);
        _subtask.Environment.Ended.ShouldBe(1);
    }

    [Fact]
    public void Input_is_not_read_while_as_many_are_in_flight_as_may_be_and_without_turning_idly()
    {
        _subtask.Deliver(LoneSubtask.Visits(MaxInFlight));
        _subtask.Deliver(LoneSubtask.Visits(60, firstKey: MaxInFlight));
        _asked.ShouldBe([0, 1, 2]);
        _subtask.Environment.Granted.ShouldBeEmpty();

        Answer(0);

        _asked.ShouldBe([0, 1, 2, 3]);
        _subtask.Environment.Granted.ShouldNotBeEmpty();
    }

    [Fact]
    public void Watermark_waits_for_the_results_before_it()
    {
        _subtask.Deliver(LoneSubtask.Visits(1));
        _subtask.Deliver(new ChannelWatermark(5));
        _subtask.Deliver(LoneSubtask.Visits(1, firstKey: 1));
        _subtask.Deliver(new ChannelWatermark(6));
        Answer(1);
        Sent().ShouldBe(["active"]);

        Answer(0);

        Sent().ShouldBe(["0", "W5", "1", "W6"]);
    }

    [Fact]
    public void Slow_call_wakes_the_subtask_when_its_time_is_over()
    {
        _subtask.Deliver(LoneSubtask.Visits(1));
        _subtask.Environment.WakesAfter.ShouldBe(TimeSpan.FromSeconds(30));
        _subtask.Deliver(new ChannelWatermark(5));

        _subtask.Pass(30_000);

        Sent().ShouldBe(["active", "-1", "W5"]);
    }

    [Fact]
    public void Input_that_was_idle_at_first_is_active_before_any_answer()
    {
        _subtask.Dispose();
        _subtask = new LoneSubtask(Job(), "calls", credit: 100, isIdle: true);
        _subtask.Deliver(new ChannelStatus(false));
        _subtask.Deliver(LoneSubtask.Visits(1));

        Sent().ShouldBe(["idle", "active"]);
    }

    [Fact]
    public void Restored_records_come_before_the_word_that_the_input_is_idle()
    {
        _subtask.Deliver(LoneSubtask.Visits(2));
        _subtask.Deliver(new ChannelBarrier(7));
        _asked.Clear();

        Restore(isIdle: true);

        _asked.ShouldBe([0, 1]);
        Sent().ShouldBe(["active"]);
        Answer(0, 1);
        Sent().ShouldBe(["0", "1", "idle"]);
    }

    [Fact]
    public void Results_and_what_follows_them_wait_for_room()
    {
        _subtask.Dispose();
        _subtask = new LoneSubtask(Job(), "calls", credit: 1);
        _subtask.Deliver(LoneSubtask.Visits(2));
        _subtask.Deliver(new ChannelWatermark(5));
        Answer(0);
        Sent().ShouldBe(["active", "0"]);

        Answer(1);
        Sent().ShouldBeEmpty();
        _subtask.Grant(100);
        _subtask.Pass(LoneSubtask.FlushMs);

        Sent().ShouldBe(["1", "W5"]);
    }

    private void Restore(bool isIdle)
    {
        var snapshot = _subtask.Environment.Written.Single();
        _subtask.Dispose();
        _seen = 0;
        _subtask = new LoneSubtask(Job(), "calls", credit: 100, snapshot, isIdle);
    }

    private void Answer(params int[] visits)
    {
        foreach (var visit in visits)
        {
            _open[visit].SetResult(new Visit(visit, 0));
        }

        _subtask.Run();
        _subtask.Pass(LoneSubtask.FlushMs);
    }

    /// <summary>What was sent since the last call.</summary>
    private List<string> Sent()
    {
        var sent = _subtask.Environment.Transmitted.Skip(_seen).SelectMany(t => t.Element switch
        {
            ChannelBatch { Batch: RecordBatch<Visit> batch } => batch.Values.ToArray().Select(v => $"{v.Key}"),
            ChannelWatermark { Watermark: var watermark } => [$"W{watermark}"],
            ChannelStatus { IsIdle: var isIdle } => [isIdle ? "idle" : "active"],
            ChannelBarrier { CheckpointId: var id } => [$"barrier {id}"],
            _ => ["end"],
        }).ToList();
        _seen = _subtask.Environment.Transmitted.Count;
        return sent;
    }

    private Task<Visit> Ask(Visit visit, CancellationToken token)
    {
        _asked.Add(visit.Key);
        return (_open[visit.Key] = new TaskCompletionSource<Visit>()).Task;
    }

    private JobGraph Job()
    {
        var job = new JobBuilder("job");
        job.FromSource(new LogSource<Visit>(), WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time))
            .MapAsync(Ask, new AsyncOptions { MaxInFlight = MaxInFlight }, "calls", onTimeout: static _ => new Visit(-1, 0))
            .Rebalance().WithParallelism(1)
            .SinkTo(new ScriptedSink<Visit>());
        return job.Build();
    }
}
