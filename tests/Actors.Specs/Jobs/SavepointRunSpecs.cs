using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Specs.Jobs;

/// <summary>A savepoint is complete with its manifest and not before; one that comes to nothing leaves nothing.</summary>
public sealed class SavepointRunSpecs
{
    private readonly PlayedJob _job = new PlayedJob().Running();
    private readonly List<CheckpointStatus> _answers = [];
    private readonly List<string> _refusals = [];

    [Fact]
    public void Savepoint_is_journalled_with_the_directory_of_its_manifest()
    {
        _job.Environment.Savepoints = "/savepoints";

        _job.Run.TriggerSavepoint(_answers.Add, _refusals.Add);
        _job.CompleteCheckpoints();

        var manifest = _job.Environment.Manifests.ShouldHaveSingleItem();
        _answers.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            a => a.Id.ShouldBe(manifest.Checkpoint),
            a => a.Directory.ShouldBe($"/savepoints/{manifest.Checkpoint}"));
        _job.Run.Status().LastCheckpoint!.Directory.ShouldBe($"/savepoints/{manifest.Checkpoint}");
        // The journal has what stays true where the store is moved.
        _job.Run.History.Last!.Address.ShouldBe($"{manifest.Checkpoint}");
        _job.Environment.Savepoints = "/moved";
        _job.Run.Status().LastCheckpoint!.Directory.ShouldBe($"/moved/{manifest.Checkpoint}");
        manifest.Life.ShouldBe(_job.Run.History.Life!.Value);
        manifest.Objects.Count.ShouldBe(_job.Environment.Deployed.Count);
    }

    [Fact]
    public void Other_checkpoints_have_no_manifest()
    {
        _job.Elapse(JobTimerKind.Checkpoint).CompleteCheckpoints();

        _job.Environment.Manifests.ShouldBeEmpty();
        _job.Run.History.Last.ShouldNotBeNull();
    }

    [Fact]
    public void Savepoint_whose_manifest_cannot_be_stored_is_aborted_and_the_request_is_answered_by_the_next()
    {
        _job.Environment.ManifestFault = new IOException("The disk is full.");

        _job.Run.TriggerSavepoint(_answers.Add, _refusals.Add);
        var first = _job.Environment.Triggered[^1].CheckpointId;
        _job.CompleteCheckpoints();

        _job.Environment.Announced.ShouldContain(a => a.Contains($"Checkpoint {first} was aborted") && a.Contains("The disk is full."));
        _answers.ShouldHaveSingleItem().Id.ShouldBe(first + 1);
        _refusals.ShouldBeEmpty();
        _job.Run.History.Checkpoints.Select(c => c.Id).ShouldBe([first + 1]);
        // What the first has left lies below the last completed checkpoint and is not retained.
        _job.Environment.Collected!.Value.UpTo.ShouldBe(first + 1);
        _job.Environment.Collected!.Value.Retained.ShouldNotContain(first);
    }

    [Fact]
    public void Job_that_continues_from_a_savepoint_goes_on_with_its_life_and_above_its_ids_and_those_after_it_may_repeat_nothing()
    {
        var other = new PlayedJob();
        var manifest = Manifest();

        other.Submit(savepoint: ImportedSavepoint.Of("/savepoints/here", manifest)).ShouldHaveSingleItem().RestoredFrom.ShouldBe(manifest.Checkpoint);

        other.Run.History.Life.ShouldBe(manifest.Life);
        other.Run.History.Branch.ShouldNotBe(manifest.Life, "two stores that go on with one life write into folders of their own");
        other.Run.History.Last!.Address.ShouldBe("/savepoints/here");
        other.Run.History.ReservedUpTo.ShouldBe(manifest.Checkpoint + 100);
        other.Run.History.ForgottenUpTo.ShouldBe(0);
        other.Run.History.HighestParallelism.ShouldBe(manifest.HighestParallelism, ignoreOrder: true);
        other.Arrive().Open().Elapse(JobTimerKind.Checkpoint).CompleteCheckpoints();
        other.Run.History.Last!.Id.ShouldBe(manifest.Checkpoint + 1);
    }

    [Fact]
    public void Where_output_may_be_repeated_ids_go_on_above_all_that_another_run_of_the_life_may_have_used()
    {
        var other = new PlayedJob();
        var manifest = Manifest();

        other.Submit(new JobSettings { AllowRepeatedOutput = ["out"] }, ImportedSavepoint.Of("/savepoints/here", manifest)).ShouldHaveSingleItem().Rejection.ShouldBeNull();
        other.Arrive().Open().Elapse(JobTimerKind.Checkpoint).CompleteCheckpoints();

        other.Run.History.Last!.Id.ShouldBeGreaterThan(manifest.Checkpoint + 1_000_000);
        other.Run.History.ForgottenUpTo.ShouldBe(other.Run.History.Last!.Id - 1);
    }

    [Fact]
    public void Fresh_start_from_a_savepoint_of_the_same_life_is_a_way_back_that_repeats_output()
    {
        var savepoint = ImportedSavepoint.Of("/savepoints/here", Manifest());
        _job.Elapse(JobTimerKind.Checkpoint).CompleteCheckpoints();
        _job.Run.Cancel(static _ => { }, static _ => { });
        _job.Close();
        var fresh = new JobSettings { StartFresh = true };

        _job.Submit(fresh, savepoint).ShouldHaveSingleItem().Rejection!.ShouldContain("--allow-repeated-output out");
        var before = _job.Run.History.Branch;
        _job.Submit(fresh with { AllowRepeatedOutput = ["out"] }, savepoint).ShouldHaveSingleItem().Rejection.ShouldBeNull();
        _job.Run.History.Branch.ShouldNotBe(before);

        // The life that was discarded and the one that goes on are the same, so nothing outside is of a life that was given up.
        _job.Run.History.DiscardedLives.ShouldBeEmpty();
    }

    [Fact]
    public void Savepoint_of_the_store_that_was_moved_is_continued_from_where_it_lies_now()
    {
        _job.Environment.Savepoints = "/savepoints";
        var manifest = Manifest();
        _job.Run.Cancel(static _ => { }, static _ => { });
        _job.Close();

        _job.Submit(savepoint: ImportedSavepoint.Of("/elsewhere", manifest)).ShouldHaveSingleItem().RestoredFrom.ShouldBe(manifest.Checkpoint);

        _job.Run.History.Last!.Address.ShouldBe("/elsewhere");
        _job.Run.History.ForgottenUpTo.ShouldBe(manifest.Checkpoint);
    }

    [Fact]
    public void Import_is_one_event_so_that_no_crash_leaves_half_of_it()
    {
        var other = new PlayedJob();
        other.Environment.Journalled.Clear();

        other.Submit(savepoint: ImportedSavepoint.Of("/savepoints/here", Manifest()));

        other.Environment.Journalled.Select(e => e.GetType()).ShouldBe([typeof(CheckpointImported), typeof(AttemptStarted)]);
        JobHistory.Empty.Apply(other.Environment.Journalled[0]).ShouldSatisfyAllConditions(
            h => h.Fingerprint.ShouldBe(other.Graph.Fingerprint),
            h => h.MaxParallelism.ShouldBe(128),
            h => h.Last.ShouldNotBeNull());
    }

    [Fact]
    public void Savepoint_of_another_store_with_the_number_of_one_of_its_own_is_not_taken_for_it()
    {
        var manifest = Manifest();
        _job.Run.Cancel(static _ => { }, static _ => { });
        _job.Close();

        _job.Submit(savepoint: ImportedSavepoint.Of("/elsewhere", manifest with { CompletedAt = manifest.CompletedAt.AddSeconds(1) }))
            .ShouldHaveSingleItem().Rejection!.ShouldContain("knows nothing of the savepoint");
    }

    [Fact]
    public void Leftovers_of_savepoints_are_looked_for_once_an_attempt_and_behind_one_that_was_aborted()
    {
        _job.Elapse(JobTimerKind.Checkpoint).CompleteCheckpoints();
        _job.Environment.Collected!.Value.WithSavepoints.ShouldBeTrue();
        _job.Elapse(JobTimerKind.Checkpoint).CompleteCheckpoints();
        _job.Environment.Collected!.Value.WithSavepoints.ShouldBeFalse();

        _job.Environment.ManifestFault = new IOException("The disk is full.");
        _job.Run.TriggerSavepoint(_answers.Add, _refusals.Add);
        _job.CompleteCheckpoints();

        _job.Environment.Collected!.Value.WithSavepoints.ShouldBeTrue();
    }

    private CheckpointManifest Manifest()
    {
        _job.Run.TriggerSavepoint(_answers.Add, _refusals.Add);
        _job.CompleteCheckpoints();
        return _job.Environment.Manifests[^1];
    }
}
