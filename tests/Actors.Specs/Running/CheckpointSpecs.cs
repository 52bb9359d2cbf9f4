using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

public class CheckpointSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private readonly LogSource<Visit> _source = new LogSource<Visit>(2).Append(0, Visits.Make(50)).Append(1, Visits.Make(50));
    private readonly ScriptedSink<string> _sink = new();
    private readonly string _name = StreamSystem.NewName();

    private JobStore Store => system.StoreOf(_name);

    [Fact]
    public async Task Nobody_acts_on_a_checkpoint_before_it_is_journalled()
    {
        var reached = new TaskCompletionSource();
        var journal = new Gate();
        Store.BeforeJournal = async e =>
        {
            if (e is CheckpointCompleted)
            {
                journal.Close();
                reached.TrySetResult();
                await journal.PassAsync();
            }
        };
        var job = await Run(Settings.OnDemand, parallelism: 2);
        var savepoint = job.TriggerSavepointAsync();
        await reached.Task.Within("the completion on its way to the journal");
        await journal.Arrivals.UntilCount(1, "write that waits");

        _sink.CommitsAsked.Items.ShouldBeEmpty();
        savepoint.IsCompleted.ShouldBeFalse();
        (await LiveActors.OfJob(system.System, _name)).Count.ShouldBe(4);
        _sink.CommitsAsked.Items.ShouldBeEmpty();
        journal.Open();
        await savepoint.Within("the savepoint");

        _sink.Committed.Items.Count.ShouldBe(2);
        await job.CancelAsync().Within("the end");
    }

    [Fact]
    public async Task Next_checkpoint_begins_only_after_the_sinks_have_confirmed_the_last()
    {
        _sink.Commits.Close();
        var job = await Run(Settings.Constantly);
        await _sink.CommitsAsked.UntilCount(1, "commit");
        await system.Told(_name, "is running");
        _source.Append(0, Visits.Make(50, from: 500));
        await _source.Fetches.Until(f => f.Sum(x => x.Count) >= 150, "150 records read");

        // A further checkpoint would be saved, journalled and committed; the status is asked twice to give it every chance.
        await job.GetStatusAsync().Within("the status");
        Store.Journalled.Items.Count(e => e is CheckpointCompleted).ShouldBe(1);
        _sink.Commits.Open();

        await _sink.CommitsAsked.UntilCount(3, "commits");
        await job.CancelAsync().Within("the end");
    }

    [Fact]
    public async Task Snapshot_that_cannot_be_saved_aborts_the_checkpoint_and_the_next_one_completes()
    {
        var failures = 2;
        Store.BeforeSave = _ => failures-- > 0 ? throw new IOException("The disk is full.") : Task.CompletedTask;
        var job = await Run(Settings.Constantly);

        await system.Told(_name, "could not save its snapshot: The disk is full.");
        await _sink.Committed.UntilCount(1, "commit");

        (await job.GetStatusAsync().Within("the status")).Attempt.ShouldBe(1);
        _source.End();
        (await job.Completion.Within("the end")).State.ShouldBe(JobState.Finished);
        _sink.CommittedRecords.Order().ShouldBe(Visits.Expected([.. Visits.Make(50), .. Visits.Make(50)]));
    }

    [Fact]
    public async Task More_failed_checkpoints_than_tolerated_fail_the_attempt()
    {
        Store.BeforeSave = _ => throw new IOException("The disk is full.");

        var job = await Run(Settings.Constantly with { TolerableCheckpointFailures = 2, Restart = RestartStrategy.None });
        var end = await job.Completion.Within("the end");

        end.State.ShouldBe(JobState.Failed);
        end.LastFailure!.ShouldContain("one more than tolerated (2 in a row)");
        end.LastFailure!.ShouldContain("The disk is full.");
        await system.Told(_name, "The job is Failed.");
        system.Events.Items.Count(e => e.Job == _name && e.Message.Contains("was aborted", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Checkpoint_that_takes_too_long_is_given_up_and_names_who_is_missing()
    {
        _sink.Preparations.Close();
        var job = await Run(Settings.Constantly with { CheckpointTimeout = TimeSpan.FromMilliseconds(100) });

        await system.Told(_name, "missing: count[0]");
        _sink.Preparations.Open();
        await _sink.Committed.UntilCount(1, "commit");

        (await job.CancelAsync().Within("the end")).State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task Savepoint_to_stop_with_that_is_given_up_restarts_the_job_and_is_taken_again()
    {
        var failures = 1;
        Store.BeforeSave = _ => Interlocked.Decrement(ref failures) >= 0 ? throw new IOException("The disk is full.") : Task.CompletedTask;
        var job = await Run(Settings.OnDemand);
        await system.Told(_name, "is running");

        var stopped = await job.StopWithSavepointAsync().Within("the stop");

        stopped.State.ShouldBe(JobState.Stopped);
        stopped.Attempt.ShouldBe(2);
        stopped.LastCheckpoint!.IsSavepoint.ShouldBeTrue();
    }

    [Fact]
    public async Task Checkpoint_ids_are_never_used_twice_over_attempts()
    {
        var fault = new Fault(atRecord: 60, times: 5);
        var saved = new Recording<(string Id, long Number)>();
        Store.BeforeSave = m =>
        {
            saved.Add((m.PersistenceId, m.SequenceNr));
            return Task.CompletedTask;
        };

        var job = await Run(Settings.Constantly, through: fault.Pass);
        await system.Told(_name, "Attempt 6");
        _source.End();
        var end = await job.Completion.Within("the end");

        end.State.ShouldBe(JobState.Finished);
        saved.Items.ShouldBeUnique();
        var reserved = 0L;
        foreach (var journalled in Store.Journalled.Items)
        {
            switch (journalled)
            {
                case AttemptStarted e:
                    e.ReservedUpTo.ShouldBeGreaterThan(reserved);
                    reserved = e.ReservedUpTo;
                    break;
                case CheckpointCompleted e:
                    e.Checkpoint.Id.ShouldBeLessThanOrEqualTo(reserved);
                    break;
            }
        }

        Store.Journalled.Items.OfType<CheckpointCompleted>().Select(e => e.Checkpoint.Id).ShouldBeInOrder(SortDirection.Ascending);
    }

    private async Task<JobHandle> Run(JobSettings settings, int parallelism = 1, Func<Visit, Visit>? through = null)
    {
        var job = await system.Run(Visits.Job(_name, _source, _sink, parallelism, through), settings);
        if (settings.CheckpointInterval == Settings.OnDemand.CheckpointInterval)
        {
            await system.Told(_name, "is running");
        }

        return job;
    }
}
