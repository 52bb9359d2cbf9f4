using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

public class FailureSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 700)]
    [InlineData(2, 350)]
    [InlineData(4, 999)]
    public async Task Operator_that_throws_once_leaves_no_trace_in_the_result(int parallelism, int atRecord)
    {
        var fault = new Fault(atRecord);
        var sink = new ScriptedSink<string>();
        var visits = Visits.Make(600);
        var source = new LogSource<Visit>(2) { FetchSize = 20 }.Append(0, visits).Append(1, visits).End();

        var job = await system.Run(Visits.Job(StreamSystem.NewName(), source, sink, parallelism, fault.Pass), Settings.Constantly);
        var end = await job.Completion.Within("the end of the job");

        end.State.ShouldBe(JobState.Finished);
        end.Attempt.ShouldBe(2);
        end.LastFailure!.ShouldContain("Fault 1 of 1");
        end.RecordsIn.ShouldBe(1200);
        sink.CommittedRecords.Order().ShouldBe(Visits.Expected([.. visits, .. visits]));
    }

    [Fact]
    public async Task Restart_continues_from_the_last_checkpoint_and_not_from_the_beginning()
    {
        var source = new LogSource<Visit>().Append(0, Visits.Make(100));
        var sink = new ScriptedSink<string>();
        var fault = new Fault(atRecord: 101);
        var job = await system.Run(Visits.Job(StreamSystem.NewName(), source, sink, through: fault.Pass), Settings.OnDemand);
        await system.Told(job.Name, "is running");
        await source.Fetches.Until(f => f.Sum(x => x.Count) >= 100, "100 records read");
        var savepoint = await job.TriggerSavepointAsync().Within("the savepoint");
        var secondStart = source.Starts.UntilCount(2, "start of a reader");

        source.Append(0, Visits.Make(100, from: 1000)).End();
        await secondStart;
        var end = await job.Completion.Within("the end of the job");

        source.Starts.Items[1].ShouldBe((0, 100, true));
        await system.Told(job.Name, $"Attempt 2 continues from checkpoint {savepoint.Id}.");
        end.RecordsIn.ShouldBe(200);
        sink.CommittedRecords.Order().ShouldBe(Visits.Expected([.. Visits.Make(100), .. Visits.Make(100, from: 1000)]));
    }

    [Fact]
    public async Task Job_whose_supervisor_is_gone_has_ended_for_everybody_who_asks_and_continues_when_submitted_again()
    {
        var source = new LogSource<Visit>().Append(0, Visits.Make(100));
        var sink = new ScriptedSink<string>();
        var graph = Visits.Job(StreamSystem.NewName(), source, sink, 2);
        var job = await system.Run(graph, Settings.OnDemand);
        await system.Told(job.Name, "is running");
        await source.Fetches.Until(f => f.Sum(x => x.Count) >= 100, "all records read");
        var savepoint = await job.TriggerSavepointAsync().Within("the savepoint");

        await system.StopSupervisor(job.Name);
        var end = await job.Completion.Within("the end of the job");

        end.State.ShouldBe(JobState.Failed);
        end.LastFailure!.ShouldContain("supervisor of the job was stopped");
        end.LastCheckpoint!.Id.ShouldBe(savepoint.Id);
        (await job.GetStatusAsync().Within("the status")).ShouldBe(end);
        (await job.CancelAsync().Within("the cancellation")).ShouldBe(end);
        (await job.StopWithSavepointAsync().Within("the stop")).ShouldBe(end);
        await Should.ThrowAsync<JobFailedException>(() => job.TriggerSavepointAsync().Within("the refusal of a savepoint"));

        source.End();
        var again = await system.Run(graph, Settings.OnDemand);
        again.RestoredFrom.ShouldBe(savepoint.Id);
        (await again.Completion.Within("the second end")).State.ShouldBe(JobState.Finished);
        sink.CommittedRecords.Order().ShouldBe(Visits.Expected(Visits.Make(100)));
    }

    [Fact]
    public async Task Without_restarts_the_first_failure_ends_the_job_with_its_cause_in_front()
    {
        var fault = new Fault(atRecord: 10);
        var graph = Visits.Job(StreamSystem.NewName(), new LogSource<Visit>().Append(0, Visits.Make(100)), new ScriptedSink<string>(), through: fault.Pass);

        var job = await system.Run(graph, Settings.OnDemand with { Restart = RestartStrategy.None });
        var end = await job.Completion.Within("the end of the job");

        end.State.ShouldBe(JobState.Failed);
        end.Attempt.ShouldBe(1);
        end.LastFailure!.ShouldStartWith("The operator 'map' failed for the record «Visit { ");
        end.LastFailure.ShouldContain(": InvalidOperationException: Fault 1 of 1 at record");
    }

    [Fact]
    public async Task Failures_beyond_the_allowed_number_end_the_job()
    {
        var fault = new Fault(atRecord: 10, times: 100);
        var graph = Visits.Job(StreamSystem.NewName(), new LogSource<Visit>().Append(0, Visits.Make(100)), new ScriptedSink<string>(), through: fault.Pass);

        var job = await system.Run(graph, Settings.OnDemand with { Restart = RestartStrategy.FixedDelay(TimeSpan.FromMilliseconds(1), 2) });
        var end = await job.Completion.Within("the end of the job");

        end.State.ShouldBe(JobState.Failed);
        end.Attempt.ShouldBe(3);
        fault.Thrown.ShouldBe(3);
    }

    [Fact]
    public async Task Exponential_delay_grows_from_attempt_to_attempt()
    {
        var fault = new Fault(atRecord: 10, times: 3);
        var graph = Visits.Job(StreamSystem.NewName(), new LogSource<Visit>().Append(0, Visits.Make(100)).End(), new ScriptedSink<string>(), through: fault.Pass);

        var job = await system.Run(graph, Settings.OnDemand with { Restart = RestartStrategy.ExponentialDelay(TimeSpan.FromMilliseconds(100)) });
        var end = await job.Completion.Within("the end of the job");

        end.State.ShouldBe(JobState.Finished);
        // The listener may be behind the completion, but has everything of a job in order.
        await system.Told(job.Name, "The job is Finished.");
        var told = system.Events.Items.Where(e => e.Job == job.Name).ToList();
        var delays = Enumerable.Range(1, 3).Select(attempt =>
            told.First(e => e.Message.StartsWith($"Attempt {attempt + 1} starts", StringComparison.Ordinal)).Time
            - told.First(e => e.Message.StartsWith($"Attempt {attempt} failed", StringComparison.Ordinal)).Time).ToList();
        delays[0].ShouldBeGreaterThan(TimeSpan.FromMilliseconds(89));
        delays[1].ShouldBeGreaterThan(TimeSpan.FromMilliseconds(179));
        delays[2].ShouldBeGreaterThan(TimeSpan.FromMilliseconds(359));
    }

    [Fact]
    public async Task Failed_job_continues_from_its_last_checkpoint_when_it_is_submitted_again()
    {
        var fault = new Fault(atRecord: 101);
        var source = new LogSource<Visit>().Append(0, Visits.Make(100));
        var sink = new ScriptedSink<string>();
        var graph = Visits.Job(StreamSystem.NewName(), source, sink, through: fault.Pass);
        var job = await system.Run(graph, Settings.OnDemand with { Restart = RestartStrategy.None });
        await system.Told(job.Name, "is running");
        await source.Fetches.Until(f => f.Sum(x => x.Count) >= 100, "100 records read");
        var savepoint = await job.TriggerSavepointAsync().Within("the savepoint");
        source.Append(0, Visits.Make(50, from: 1000)).End();
        (await job.Completion.Within("the failure")).State.ShouldBe(JobState.Failed);

        var again = await system.Run(graph, Settings.OnDemand);
        var end = await again.Completion.Within("the end of the job");

        again.RestoredFrom.ShouldBe(savepoint.Id);
        end.State.ShouldBe(JobState.Finished);
        sink.CommittedRecords.Order().ShouldBe(Visits.Expected([.. Visits.Make(100), .. Visits.Make(50, from: 1000)]));
    }

    [Fact]
    public async Task Many_restarts_leave_no_reader_writer_or_actor_behind()
    {
        var fault = new Fault(atRecord: 5, times: 40);
        var source = new LogSource<Visit>(2).Append(0, Visits.Make(50)).Append(1, Visits.Make(50)).End();
        var sink = new ScriptedSink<string>();
        var graph = Visits.Job(StreamSystem.NewName(), source, sink, 2, fault.Pass);

        var end = await (await system.Run(graph, Settings.OnDemand)).Completion.Within("the end of the job");

        end.State.ShouldBe(JobState.Finished);
        end.Attempt.ShouldBeGreaterThan(20);
        fault.Thrown.ShouldBe(40);
        source.OpenReaders.ShouldBe(0);
        sink.OpenWriters.ShouldBe(0);
        sink.CommittedRecords.Order().ShouldBe(Visits.Expected([.. Visits.Make(50), .. Visits.Make(50)]));
        (await LiveActors.OfJob(system.System, graph.Name)).ShouldBeEmpty();
    }
}
