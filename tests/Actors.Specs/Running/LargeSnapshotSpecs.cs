using Akka.Configuration;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

/// <summary>Jobs whose every snapshot is too large for the store.</summary>
public sealed class LargeSnapshotSpecs : IDisposable
{
    private static readonly Config EverythingInFiles = ConfigurationFactory.ParseString("akka-stream-proc.checkpoints.inline-limit = 1");

    /// <summary>Savepoints lie where the other checkpoints do.</summary>
    private static readonly Config OneDirectory = ConfigurationFactory.ParseString("akka-stream-proc.checkpoints.savepoint-directory = \"\"").WithFallback(EverythingInFiles);

    private readonly SqliteDirectory _directory = new();
    private readonly LogSource<Visit> _source = new LogSource<Visit>(2).Append(0, Visits.Make(100)).Append(1, Visits.Make(100));
    private readonly ScriptedSink<string> _sink = new();
    private readonly string _name = StreamSystem.NewName();

    private string Folder => Path.Combine(_directory.Path, "checkpoints");

    private string Savepoints => Path.Combine(_directory.Path, "savepoints");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public async Task Job_continues_from_files_at_another_parallelism(int before, int after)
    {
        var stopped = await Stop(before);
        FilesOf(stopped, "*.snapshot").Length.ShouldBe(2 * before);
        _directory.Query<long>("SELECT max(length(snapshot)) FROM snapshot WHERE persistence_id LIKE $id", ("$id", $"{_name}~%")).Single().ShouldBeLessThan(100);

        (await Continue(after)).State.ShouldBe(JobState.Finished);

        _sink.CommittedRecords.Order().ShouldBe(Visits.Expected([.. Visits.Make(100), .. Visits.Make(100)]));
    }

    [Fact]
    public async Task File_that_was_damaged_fails_the_job_clearly_and_nothing_is_lost()
    {
        var stopped = await Stop(1);
        var file = FilesOf(stopped, "count~0.snapshot").ShouldHaveSingleItem();
        var good = await File.ReadAllBytesAsync(file);
        var bad = good.ToArray();
        bad[^20] ^= 1;
        await File.WriteAllBytesAsync(file, bad);

        var failed = await Continue(1);

        failed.State.ShouldBe(JobState.Failed);
        failed.LastFailure!.ShouldContain($"{_name}/count[0]");
        failed.LastFailure!.ShouldContain("cut short or damaged");
        await File.WriteAllBytesAsync(file, good);
        (await Continue(1)).State.ShouldBe(JobState.Finished);
        _sink.CommittedRecords.Order().ShouldBe(Visits.Expected([.. Visits.Make(100), .. Visits.Make(100)]));
    }

    [Fact]
    public async Task Folder_that_cannot_be_written_costs_checkpoints_and_not_the_attempt()
    {
        // A file in place of the folder refuses the writes of every user, the administrator's too.
        var obstacle = Folder;
        await File.WriteAllTextAsync(obstacle, "");

        var end = await _directory.OnNode(
            async system =>
            {
                var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.Constantly with { TolerableCheckpointFailures = 1_000_000 });
                await system.Told(_name, "could not save its snapshot");
                File.Delete(obstacle);
                _source.End();
                return await job.Completion.Within("the end");
            },
            EverythingInFiles);

        end.State.ShouldBe(JobState.Finished);
        end.Attempt.ShouldBe(1);
        _sink.CommittedRecords.Order().ShouldBe(Visits.Expected([.. Visits.Make(100), .. Visits.Make(100)]));
    }

    [Fact]
    public async Task Files_of_old_checkpoints_are_deleted_and_savepoints_are_kept()
    {
        var savepoint = (await Stop(3, EverythingInFiles)).LastCheckpoint!.Directory!;
        await _directory.OnNode(
            async system =>
            {
                var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.Constantly with { RetainedCheckpoints = 1 });
                await _sink.Committed.UntilCount(50, "checkpoints");
                _source.End();
                return await job.Completion.Within("the end");
            },
            EverythingInFiles);

        // Deletions run behind, but not by dozens of checkpoints; nothing is left of the subtasks that are no more.
        var life = Directory.GetDirectories(Folder).ShouldHaveSingleItem();
        Directory.GetDirectories(life).Length.ShouldBeInRange(1, 20);
        Directory.GetFiles(Folder, "count~2.snapshot", SearchOption.AllDirectories).ShouldBeEmpty();
        File.Exists(Path.Combine(savepoint, "manifest.json")).ShouldBeTrue();
        File.Exists(Path.Combine(savepoint, "count~2.snapshot")).ShouldBeTrue();
        Directory.GetDirectories(Directory.GetDirectories(Savepoints).Single()).ShouldBe([savepoint]);
    }

    private string[] FilesOf(JobStatus stopped, string pattern) =>
        Directory.GetFiles(Path.Combine(Directory.GetDirectories(Folder).Single(), $"{stopped.LastCheckpoint!.Id}"), pattern);

    private Task<JobStatus> Stop(int parallelism, Config? config = null) => _directory.OnNode(
        async system =>
        {
            var job = await system.Run(Visits.Job(_name, _source, _sink, parallelism), Settings.OnDemand);
            await system.Told(_name, "is running");
            return await job.StopWithSavepointAsync().Within("the stop");
        },
        config ?? OneDirectory);

    private Task<JobStatus> Continue(int parallelism) => _directory.OnNode(
        async system =>
        {
            _source.End();
            var job = await system.Run(Visits.Job(_name, _source, _sink, parallelism), Settings.OnDemand with { Restart = RestartStrategy.None });
            return await job.Completion.Within("the end");
        },
        OneDirectory);
}
