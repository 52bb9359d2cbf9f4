using Akka.Configuration;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

/// <summary>Jobs whose every snapshot is too large for the store.</summary>
public sealed class LargeSnapshotSpecs : IDisposable
{
    private static readonly Config EverythingInFiles = ConfigurationFactory.ParseString("akka-stream-proc.checkpoints.inline-limit = 1");

    private readonly SqliteDirectory _directory = new();
    private readonly LogSource<Visit> _source = new LogSource<Visit>(2).Append(0, Visits.Make(100)).Append(1, Visits.Make(100));
    private readonly ScriptedSink<string> _sink = new();
    private readonly string _name = StreamSystem.NewName();

    private string Folder => Path.Combine(_directory.Path, "checkpoints");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public async Task Job_continues_from_files_at_another_parallelism(int before, int after)
    {
        var stopped = await Stop(before);
        Directory.EnumerateFiles(Folder, $"{stopped.LastCheckpoint!.Id:d19}.snapshot", SearchOption.AllDirectories).Count().ShouldBe(2 * before);
        _directory.Query<long>("SELECT max(length(snapshot)) FROM snapshot WHERE persistence_id LIKE $id", ("$id", $"{_name}~%")).Single().ShouldBeLessThan(20);

        (await Continue(after)).State.ShouldBe(JobState.Finished);

        _sink.CommittedRecords.Order().ShouldBe(Visits.Expected([.. Visits.Make(100), .. Visits.Make(100)]));
    }

    [Fact]
    public async Task File_that_was_damaged_fails_the_job_clearly_and_nothing_is_lost()
    {
        var stopped = await Stop(1);
        var file = Path.Combine(Folder, $"{_name}~count~0", $"{stopped.LastCheckpoint!.Id:d19}.snapshot");
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
    public async Task Files_of_old_checkpoints_are_deleted()
    {
        await _directory.OnNode(
            async system =>
            {
                var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand with { RetainedCheckpoints = 1 });
                await system.Told(_name, "is running");
                return await job.StopWithSavepointAsync().Within("the stop");
            },
            EverythingInFiles);
        var savepoint = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Distinct().ShouldHaveSingleItem();

        await _directory.OnNode(
            async system =>
            {
                var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.Constantly with { RetainedCheckpoints = 1 });
                await _sink.Committed.UntilCount(50, "checkpoints");
                _source.End();
                return await job.Completion.Within("the end");
            },
            EverythingInFiles);

        // Deletions run behind, but not by dozens of checkpoints; and a savepoint is kept.
        var left = Directory.EnumerateFiles(Path.Combine(Folder, $"{_name}~count~0")).Select(Path.GetFileName).Order().ToList();
        left.ShouldContain(savepoint);
        left.Count.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task Files_of_subtasks_that_are_no_more_are_deleted()
    {
        var running = Settings.Constantly with { RetainedCheckpoints = 1 };
        await _directory.OnNode(
            async system =>
            {
                var job = await system.Run(Visits.Job(_name, _source, _sink, 3), running);
                await _sink.Committed.UntilCount(2, "checkpoints");
                return await job.CancelAsync().Within("the cancellation");
            },
            EverythingInFiles);
        Directory.EnumerateFiles(Path.Combine(Folder, $"{_name}~count~2")).ShouldNotBeEmpty();

        // Deletions run behind, but not by dozens of checkpoints.
        await _directory.OnNode(
            async system =>
            {
                var job = await system.Run(Visits.Job(_name, _source, _sink, 1), running);
                await _sink.Committed.UntilCount(50, "checkpoints");
                _source.End();
                return await job.Completion.Within("the end");
            },
            EverythingInFiles);

        Directory.EnumerateFiles(Path.Combine(Folder, $"{_name}~count~2")).ShouldBeEmpty();
    }

    private Task<JobStatus> Stop(int parallelism) => _directory.OnNode(
        async system =>
        {
            var job = await system.Run(Visits.Job(_name, _source, _sink, parallelism), Settings.OnDemand);
            await system.Told(_name, "is running");
            return await job.StopWithSavepointAsync().Within("the stop");
        },
        EverythingInFiles);

    private Task<JobStatus> Continue(int parallelism) => _directory.OnNode(
        async system =>
        {
            _source.End();
            var job = await system.Run(Visits.Job(_name, _source, _sink, parallelism), Settings.OnDemand with { Restart = RestartStrategy.None });
            return await job.Completion.Within("the end");
        },
        EverythingInFiles);
}
