using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

public sealed class StoppingSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    [Fact]
    public async Task Cancelled_job_ends_without_a_checkpoint_and_closes_its_connectors()
    {
        var source = new LogSource<Visit>().Append(0, Visits.Make(100));
        var sink = new ScriptedSink<string>();
        var job = await system.Run(Visits.Job(StreamSystem.NewName(), source, sink, 2), Settings.OnDemand);
        await system.Told(job.Name, "is running");

        var end = await job.CancelAsync().Within("the cancellation");

        end.State.ShouldBe(JobState.Cancelled);
        (await job.Completion.Within("the end")).State.ShouldBe(JobState.Cancelled);
        system.StoreOf(job.Name).Journalled.Items.ShouldNotContain(e => e is CheckpointCompleted);
        sink.CommittedRecords.ShouldBeEmpty();
        source.OpenReaders.ShouldBe(0);
        sink.OpenWriters.ShouldBe(0);
    }

    [Fact]
    public async Task Stopped_job_continues_exactly_where_it_stopped()
    {
        var source = new LogSource<Visit>().Append(0, Visits.Make(150));
        var sink = new ScriptedSink<string>();
        var graph = Visits.Job(StreamSystem.NewName(), source, sink, 2);
        var job = await system.Run(graph, Settings.OnDemand);
        await system.Told(job.Name, "is running");
        await source.Fetches.Until(f => f.Sum(x => x.Count) >= 150, "150 records read");

        var stopped = await job.StopWithSavepointAsync().Within("the stop");
        source.Append(0, Visits.Make(150, from: 1500)).End();
        var again = await system.Run(graph, Settings.OnDemand);
        var end = await again.Completion.Within("the end of the job");

        stopped.State.ShouldBe(JobState.Stopped);
        stopped.LastCheckpoint!.IsSavepoint.ShouldBeTrue();
        again.RestoredFrom.ShouldBe(stopped.LastCheckpoint.Id);
        source.RecordsRead.ShouldBe(300);
        source.Starts.Items[^1].ShouldBe((0, 150, true));
        end.RecordsIn.ShouldBe(300);
        sink.CommittedRecords.Order().ShouldBe(Visits.Expected([.. Visits.Make(150), .. Visits.Make(150, from: 1500)]));
    }

    [Fact]
    public async Task Stopping_source_reads_nothing_behind_the_savepoint()
    {
        var source = new LogSource<Visit> { FetchSize = 10 }.Append(0, Visits.Make(20_000));
        var sink = new ScriptedSink<string>();
        var graph = Visits.Job(StreamSystem.NewName(), source, sink, 2);
        var job = await system.Run(graph, Settings.OnDemand);
        await system.Told(job.Name, "is running");
        await source.Fetches.UntilCount(3, "fetches");

        var stopped = await job.StopWithSavepointAsync().Within("the stop");

        source.RecordsRead.ShouldBe((int)stopped.RecordsIn);
    }

    [Fact]
    public async Task Savepoint_is_taken_while_the_job_goes_on()
    {
        var source = new LogSource<Visit>().Append(0, Visits.Make(100));
        var sink = new ScriptedSink<string>();
        var job = await system.Run(Visits.Job(StreamSystem.NewName(), source, sink), Settings.OnDemand);
        await system.Told(job.Name, "is running");

        var first = await job.TriggerSavepointAsync().Within("the first savepoint");
        var second = await job.TriggerSavepointAsync().Within("the second savepoint");
        source.End();
        var end = await job.Completion.Within("the end");

        first.IsSavepoint.ShouldBeTrue();
        second.Id.ShouldBeGreaterThan(first.Id);
        end.State.ShouldBe(JobState.Finished);
        sink.CommittedRecords.Order().ShouldBe(Visits.Expected(Visits.Make(100)));
    }

    [Fact]
    public async Task Savepoint_of_a_job_that_has_ended_is_refused_with_its_state()
    {
        var job = await system.Run(Visits.Job(StreamSystem.NewName(), new LogSource<Visit>().End(), new ScriptedSink<string>()), Settings.OnDemand);
        await job.Completion.Within("the end");

        var error = await Should.ThrowAsync<JobFailedException>(() => job.TriggerSavepointAsync());

        error.Message.ShouldContain("Finished");
    }

    [Fact]
    public async Task Source_that_starts_for_long_holds_checkpoints_back_but_not_a_stop()
    {
        var source = new LogSource<Visit>().Append(0, Visits.Make(100));
        source.HideSplits();
        var sink = new ScriptedSink<string>();
        var graph = Visits.Job(StreamSystem.NewName(), source, sink, 2);
        var job = await system.Run(graph, Settings.Constantly);
        await source.Enumerators.UntilCount(1, "start of an enumerator");
        (await job.GetStatusAsync().Within("the status")).State.ShouldBe(JobState.Starting);

        var stopped = await job.StopWithSavepointAsync().Within("the stop");

        stopped.State.ShouldBe(JobState.Stopped);
        stopped.LastCheckpoint.ShouldBeNull();
        system.StoreOf(graph.Name).Journalled.Items.ShouldNotContain(e => e is CheckpointCompleted);
        source.DiscoverSplits();
        source.End();
        var end = await (await system.Run(graph, Settings.Constantly)).Completion.Within("the end");
        end.State.ShouldBe(JobState.Finished);
        sink.CommittedRecords.Order().ShouldBe(Visits.Expected(Visits.Make(100)));
    }

    [Fact]
    public async Task Running_job_is_not_accepted_twice()
    {
        var graph = Visits.Job(StreamSystem.NewName(), new LogSource<Visit>(), new ScriptedSink<string>());
        var job = await system.Run(graph, Settings.OnDemand);

        var error = await Should.ThrowAsync<JobFailedException>(() => system.Run(graph, Settings.OnDemand));

        error.Message.ShouldContain("already running");
        (await job.CancelAsync().Within("the cancellation")).State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task Two_jobs_run_side_by_side_and_end_each_for_itself()
    {
        var (first, second) = (new ScriptedSink<string>(), new ScriptedSink<string>());
        var endless = await system.Run(Visits.Job(StreamSystem.NewName(), new LogSource<Visit>().Append(0, Visits.Make(100)), first), Settings.Constantly);
        var bounded = await system.Run(Visits.Job(StreamSystem.NewName(), new LogSource<Visit>().Append(0, Visits.Make(200)).End(), second, 2), Settings.Constantly);

        var end = await bounded.Completion.Within("the end of the bounded job");

        end.State.ShouldBe(JobState.Finished);
        second.CommittedRecords.Order().ShouldBe(Visits.Expected(Visits.Make(200)));
        endless.Completion.IsCompleted.ShouldBeFalse();
        (await endless.StopWithSavepointAsync().Within("the stop")).State.ShouldBe(JobState.Stopped);
    }
}
