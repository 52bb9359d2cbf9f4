using Akka.Actor;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Sources;
using Settings = AkkaStreamProc.Actors.Specs.Support.Settings;

namespace AkkaStreamProc.Actors.Specs.Running;

public class ExchangeSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private readonly LogSource<Visit> _source = new LogSource<Visit>(2).Append(0, Visits.Make(100)).Append(1, Visits.Make(100));
    private readonly ScriptedSink<string> _sink = new();
    private readonly string _name = StreamSystem.NewName();

    [Fact]
    public async Task Lost_channel_message_fails_the_attempt_and_the_result_stays_exact()
    {
        var job = await Run();

        // The number of a message that is yet to come: what lies between was never delivered.
        Tell("count~0~1~0", new SubtaskProtocol.Deliver(1, 0, 1_000_000, new ChannelWatermark(1)));

        await system.Told(_name, "messages were lost");
        await EndExactly(job, attempt: 2);
    }

    [Fact]
    public async Task Killed_subtask_fails_the_attempt_and_the_job_recovers()
    {
        var job = await Run();

        Tell("count~1~1~0", Kill.Instance);

        await system.Told(_name, "count[1] was lost");
        await EndExactly(job, attempt: 2);
    }

    [Fact]
    public async Task Messages_of_another_attempt_change_nothing()
    {
        var job = await Run();
        foreach (var attempt in new[] { 0, 2 })
        {
            Tell("count~0~1~0", new SubtaskProtocol.Deliver(attempt, 0, 1_000_000, new ChannelEnd()));
            Tell("count~0~1~0", new SubtaskProtocol.CompleteCheckpoint(attempt, 1, new ObsoleteCheckpoints(0, [])));
            Tell("source~0~1~0", new SubtaskProtocol.Grant(attempt, 0, new Credit(1_000_000, 1_000_000_000, 1_000)));
            Tell("source~0~1~0", new SubtaskProtocol.Trigger(attempt, new ChannelBarrier(77), true, default));
            Tell("source~0~1~0", new SubtaskProtocol.Assign(attempt, new SplitAssignment([], [], IsLast: true)));
            var supervisor = system.System.ActorSelection($"/user/akka-stream-proc-master/singleton/{_name}");
            supervisor.Tell(new SubtaskProtocol.Failed(new SubtaskId(0, 0), attempt, new InvalidOperationException("A zombie.")));
            supervisor.Tell(new SubtaskProtocol.SplitFinished(new SubtaskId(0, 0), attempt, default));
            supervisor.Tell(new SubtaskProtocol.Ended(new SubtaskId(0, 0), attempt));
            supervisor.Tell(new SubtaskProtocol.Acknowledged(new SubtaskId(0, 0), attempt, 1, Stored.Snapshot(1), new SubtaskReport(0, false, [])));
            supervisor.Tell(new SubtaskProtocol.Declined(new SubtaskId(0, 0), attempt, 1, new InvalidOperationException("A zombie.")));
            supervisor.Tell(new SubtaskProtocol.Committed(new SubtaskId(0, 0), attempt, 1));
        }

        await job.TriggerSavepointAsync().Within("a savepoint behind the zombies");
        await EndExactly(job, attempt: 1);
    }

    [Fact]
    public async Task Sink_that_is_not_ready_bounds_what_the_source_reads()
    {
        const int Credit = 40;
        const int Fetch = 10;
        var source = new LogSource<Visit> { FetchSize = Fetch }.Append(0, Visits.Make(1000));
        var sink = new ScriptedSink<Visit>();
        sink.Readiness.Close();
        var job = await system.Run(OtherShapes.Copy(_name, source, sink), Settings.OnDemand with { ChannelCredit = Credit });

        // The sender stops when its credit is used up; the first fetch that finds none is not read.
        await source.Fetches.Until(f => f.Sum(x => x.Count) >= Credit, "the credit used up");
        await job.GetStatusAsync().Within("the status");
        source.RecordsRead.ShouldBe(Credit);
        sink.Written.Items.ShouldBeEmpty();
        sink.Readiness.Open();
        source.End();

        (await job.Completion.Within("the end")).State.ShouldBe(JobState.Finished);
        sink.CommittedRecords.ShouldBe(Visits.Make(1000));
    }

    private async Task<JobHandle> Run()
    {
        var job = await system.Run(Visits.Job(_name, _source, _sink, 2), Settings.OnDemand);
        await system.Told(_name, "is running");
        await _source.Fetches.Until(f => f.Sum(x => x.Count) >= 200, "200 records read");
        return job;
    }

    private void Tell(string subtask, object message) =>
        LiveActors.Subtask(system.System, $"{_name}~{subtask}").Tell(message, ActorRefs.NoSender);

    private async Task EndExactly(JobHandle job, int attempt)
    {
        _source.End();
        var end = await job.Completion.Within("the end");
        end.State.ShouldBe(JobState.Finished);
        end.Attempt.ShouldBe(attempt);
        end.RecordsIn.ShouldBe(200);
        _sink.CommittedRecords.Order().ShouldBe(Visits.Expected([.. Visits.Make(100), .. Visits.Make(100)]));
    }
}
