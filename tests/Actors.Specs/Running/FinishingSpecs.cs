using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

public class FinishingSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Bounded_job_finishes_with_the_exact_result_at_any_parallelism(int parallelism)
    {
        var sink = new ScriptedSink<string>();
        var source = new LogSource<Visit>(partitions: 3).Append(0, Visits.Make(500)).Append(1, Visits.Make(300, keys: 5)).Append(2, Visits.Make(400)).End();
        var graph = Visits.Job(StreamSystem.NewName(), source, sink, parallelism);

        var job = await system.Run(graph, Settings.Constantly);
        var end = await job.Completion.Within("the end of the job");

        end.State.ShouldBe(JobState.Finished);
        sink.CommittedRecords.Order().ShouldBe(Visits.Expected([.. Visits.Make(500), .. Visits.Make(300, keys: 5), .. Visits.Make(400)]));
        end.Watermark.ShouldBe(long.MaxValue);
        end.LastFailure.ShouldBeNull();
        end.Attempt.ShouldBe(1);
        source.OpenReaders.ShouldBe(0);
        sink.OpenWriters.ShouldBe(0);
    }

    [Fact]
    public async Task Counters_at_the_end_count_every_record_once()
    {
        var visits = Visits.Make(1234);
        var sink = new ScriptedSink<string>();
        var graph = Visits.Job(StreamSystem.NewName(), new LogSource<Visit>(2).Append(0, visits).Append(1, visits).End(), sink, parallelism: 2);

        var end = await (await system.Run(graph, Settings.Constantly)).Completion.Within("the end of the job");

        end.RecordsIn.ShouldBe(2 * 1234);
        end.RecordsLate.ShouldBe(0);
        end.RecordsOutOf("out").ShouldBe(sink.CommittedRecords.Count);
        end.Operators.Single(o => o.Name == "count").In.ShouldBe(2 * 1234);
        end.Operators.Single(o => o.Name == "count").Out.ShouldBe(Visits.Expected(visits).Count);
    }

    [Fact]
    public async Task Job_without_any_record_finishes()
    {
        var sink = new ScriptedSink<string>();
        var graph = Visits.Job(StreamSystem.NewName(), new LogSource<Visit>().End(), sink, parallelism: 2);

        var end = await (await system.Run(graph, Settings.OnDemand)).Completion.Within("the end of the job");

        end.State.ShouldBe(JobState.Finished);
        sink.CommittedRecords.ShouldBeEmpty();
    }

    [Fact]
    public async Task Finished_is_journalled_only_after_the_sinks_have_confirmed()
    {
        var sink = new ScriptedSink<string>();
        sink.Commits.Close();
        var graph = Visits.Job(StreamSystem.NewName(), new LogSource<Visit>().Append(0, Visits.Make(100)).End(), sink);
        var asked = sink.CommitsAsked.UntilCount(1, "commit");

        var job = await system.Run(graph, Settings.OnDemand);
        await asked;
        var meanwhile = await job.GetStatusAsync().Within("the status");
        var journal = system.StoreOf(graph.Name).Journalled.Items;
        sink.Commits.Open();
        var end = await job.Completion.Within("the end of the job");

        meanwhile.State.ShouldBe(JobState.Finishing);
        journal.ShouldContain(e => e is CheckpointCompleted);
        journal.ShouldNotContain(e => e is JobEnded);
        end.State.ShouldBe(JobState.Finished);
        system.StoreOf(graph.Name).Journalled.Items[^1].ShouldBeOfType<JobEnded>().State.ShouldBe(JobState.Finished);
    }

    [Fact]
    public async Task Finished_job_does_not_run_again()
    {
        var sink = new ScriptedSink<string>();
        var graph = Visits.Job(StreamSystem.NewName(), new LogSource<Visit>().Append(0, Visits.Make(100)).End(), sink);
        await (await system.Run(graph, Settings.OnDemand)).Completion.Within("the first end");
        var committed = sink.CommittedRecords.Count;

        var again = await system.Run(graph, Settings.OnDemand);

        again.HadFinished.ShouldBeTrue();
        await system.Told(graph.Name, "does not run again");
        (await again.Completion.Within("the second end")).State.ShouldBe(JobState.Finished);
        sink.CommittedRecords.Count.ShouldBe(committed);
        system.StoreOf(graph.Name).Journalled.Items.Count(e => e is AttemptStarted).ShouldBe(1);
    }
}
