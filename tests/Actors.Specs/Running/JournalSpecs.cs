using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

public sealed class JournalSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private readonly LogSource<Visit> _source = new LogSource<Visit>().Append(0, Visits.Make(100));
    private readonly ScriptedSink<string> _sink = new();
    private readonly string _name = StreamSystem.NewName();

    private JobStore Store => system.StoreOf(_name);

    [Fact]
    public async Task Journal_that_cannot_be_written_ends_the_job_and_commits_nothing()
    {
        Store.BeforeJournal = e => e is CheckpointCompleted ? throw new IOException("The disk is full.") : Task.CompletedTask;

        var job = await system.Run(Visits.Job(_name, _source, _sink, 2), Settings.Constantly);
        var end = await job.Completion.Within("the end of the job");

        end.State.ShouldBe(JobState.Failed);
        end.LastFailure!.ShouldContain("The journal of the job cannot be written: The disk is full.");
        _sink.CommitsAsked.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Job_continues_when_the_journal_is_mended_and_the_job_submitted_again()
    {
        var graph = Visits.Job(_name, _source, _sink, 2);
        var job = await system.Run(graph, Settings.OnDemand);
        await system.Told(_name, "is running");
        var savepoint = await job.TriggerSavepointAsync().Within("the savepoint");
        Store.BeforeJournal = _ => throw new IOException("The disk is full.");
        var failing = job.TriggerSavepointAsync();
        (await job.Completion.Within("the end")).State.ShouldBe(JobState.Failed);
        await Should.ThrowAsync<JobFailedException>(() => failing.Within("the answer to the savepoint"));

        Store.BeforeJournal = _ => Task.CompletedTask;
        _source.End();
        var again = await system.Run(graph, Settings.OnDemand);
        var end = await again.Completion.Within("the end of the second life");

        again.RestoredFrom.ShouldBe(savepoint.Id);
        end.State.ShouldBe(JobState.Finished, end.LastFailure);
        _sink.CommittedRecords.Order().ShouldBe(Visits.Expected(Visits.Make(100)));
    }

    [Fact]
    public async Task Long_life_is_folded_into_a_snapshot_of_the_history_and_read_back()
    {
        var graph = Visits.Job(_name, _source, _sink);
        var job = await system.Run(graph, Settings.Constantly);
        await Store.Journalled.UntilCount(230, "events");
        await job.StopWithSavepointAsync().Within("the stop");
        var last = Store.Journalled.Items.OfType<CheckpointCompleted>().Last().Checkpoint.Id;
        Store.NumbersOf($"job~{_name}").ShouldNotBeEmpty();

        await system.StopSupervisor(_name);
        _source.End();
        var again = await system.Run(graph, Settings.Constantly);

        again.RestoredFrom.ShouldBe(last);
        (await again.Completion.Within("the end")).State.ShouldBe(JobState.Finished);
        Store.Journalled.Items.OfType<CheckpointCompleted>().Select(e => e.Checkpoint.Id).ShouldBeUnique();
    }
}
