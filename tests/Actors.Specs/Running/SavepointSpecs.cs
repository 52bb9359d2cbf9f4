using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

/// <summary>Savepoints are directories: they are copied, described, and continued from in another store.</summary>
public sealed class SavepointSpecs : IDisposable
{
    private readonly SqliteDirectory _directory = new();
    private readonly SqliteDirectory _other = new();
    private readonly LogSource<Visit> _source = new LogSource<Visit>(2).Append(0, Visits.Make(100)).Append(1, Visits.Make(100, from: 300));
    private readonly ScriptedSink<string> _sink = new();
    private readonly string _name = StreamSystem.NewName();

    public void Dispose()
    {
        _directory.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 2)]
    [InlineData(2, 2)]
    public async Task Job_continues_from_a_copied_savepoint_in_another_store_at_any_parallelism(int before, int after)
    {
        var copy = Copy((await Stop(before)).Directory!);
        Directory.Delete(Path.Combine(_directory.Path, "savepoints"), recursive: true);

        var end = await Continue(copy, after, _other);

        end.State.ShouldBe(JobState.Finished);
        end.RecordsIn.ShouldBe(200);
        _sink.CommittedRecords.Order().ShouldBe(Expected);
    }

    [Fact]
    public async Task Attempt_that_fails_before_its_first_checkpoint_begins_at_the_savepoint_again()
    {
        var savepoint = await Stop(2);
        var failures = 3;
        _source.Append(0, Visits.Make(50, from: 5000)).End();

        var end = await RunIn(_other, system => system.Run(
            Visits.Job(_name, _source, _sink, 2, through: v => Interlocked.Decrement(ref failures) >= 0 ? throw new InvalidOperationException("early") : v),
            Settings.OnDemand with { RestoreFromPath = savepoint.Directory }));

        end.State.ShouldBe(JobState.Finished);
        end.Attempt.ShouldBe(4);
        end.RecordsIn.ShouldBe(250);
        _sink.CommittedRecords.Order().ShouldBe(Visits.Expected([.. Visits.Make(100), .. Visits.Make(100, from: 300), .. Visits.Make(50, from: 5000)]));
    }

    [Fact]
    public async Task Savepoint_of_the_same_store_is_continued_from_by_its_path_as_by_its_number()
    {
        var first = await Stop(2);
        _source.Append(0, Visits.Make(50, from: 5000));
        await Stop(2);

        var refused = await Should.ThrowAsync<JobFailedException>(() => Continue(first.Directory, 2, _directory));
        refused.Message.ShouldContain($"falls back from checkpoint");
        refused.Message.ShouldContain("--allow-repeated-output out");
    }

    [Fact]
    public async Task Store_that_has_another_life_of_the_job_refuses_the_savepoint()
    {
        var savepoint = await Stop(2);
        await RunIn(_other, async system =>
        {
            var job = await system.Run(Visits.Job(_name, _source, new ScriptedSink<string>()), Settings.Constantly);
            await system.Told(_name, "is running");
            return await StopAsync(job);
        });

        (await Should.ThrowAsync<JobFailedException>(() => Continue(savepoint.Directory, 1, _other))).Message
            .ShouldContain("has the job");
        (await Should.ThrowAsync<JobFailedException>(() => Continue(savepoint.Directory, 1, _other, s => s with { StartFresh = true }))).Message
            .ShouldContain("another place for what the job writes");
    }

    [Fact]
    public async Task Directory_without_a_manifest_another_job_and_a_damaged_file_are_refused_by_name()
    {
        var savepoint = (await Stop(1)).Directory!;
        var empty = Directory.CreateDirectory(Path.Combine(_other.Path, "empty")).FullName;
        (await Should.ThrowAsync<JobFailedException>(() => Continue(empty, 1, _other))).Message.ShouldContain("manifest.json");
        (await Should.ThrowAsync<JobFailedException>(() => Continue(Path.Combine(empty, "nowhere"), 1, _other))).Message.ShouldContain("is no savepoint");

        var other = StreamSystem.NewName();
        (await Should.ThrowAsync<JobFailedException>(() => RunIn(_other, system => system.Run(
            Visits.Job(other, _source, _sink), Settings.OnDemand with { RestoreFromPath = savepoint })))).Message
            .ShouldSatisfyAllConditions(m => m.ShouldContain($"is of the job '{_name}'"), m => m.ShouldContain($"'{other}'"));

        var copy = Copy(savepoint);
        var file = Path.Combine(copy, "count~0.snapshot");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        var failed = await Continue(copy, 1, _other);
        failed.State.ShouldBe(JobState.Failed);
        failed.LastFailure!.ShouldContain("damaged");
    }

    [Fact]
    public async Task Savepoint_that_changed_shape_is_refused_by_operator_unless_its_state_is_dropped_by_name()
    {
        var savepoint = (await Stop(1)).Directory!;
        var job = OtherShapes.Sum(_name, _source, _sink);

        (await Should.ThrowAsync<JobFailedException>(() => RunIn(_other, system => system.Run(job, Settings.OnDemand with { RestoreFromPath = savepoint })))).Message
            .ShouldContain("--allow-dropped-state count");
    }

    [Fact]
    public async Task Running_job_makes_a_savepoint_of_which_every_byte_is_described()
    {
        var savepoint = await _directory.OnNode(async system =>
        {
            var job = await system.Run(Visits.Job(_name, _source, _sink, 2), Settings.OnDemand);
            await system.Told(_name, "is running");
            var taken = await job.TriggerSavepointAsync().Within("the savepoint");
            await job.CancelAsync().Within("the end");
            return taken;
        });

        var directory = savepoint.Directory.ShouldNotBeNull();
        var found = AkkaStreamProc.Actors.Checkpoints.Manifests.Savepoint.In(directory);
        found.Verify();
        var manifest = found.Manifest;
        manifest.Job.ShouldBe(_name);
        manifest.Checkpoint.ShouldBe(savepoint.Id);
        manifest.Bytes.ShouldBe(savepoint.Bytes);
        manifest.Objects.Sum(o => new FileInfo(Path.Combine(directory, o.Name)).Length).ShouldBe(savepoint.Bytes);
        manifest.Operators["count"].Parts.Where(p => p.State == "panes").Select(p => (p.FirstKeyGroup, p.KeyGroups)).ShouldBe([(0, 64), (64, 64)]);
        foreach (var parts in manifest.Operators.Values.SelectMany(o => o.Parts).GroupBy(p => p.Object))
        {
            // Nothing overlaps; what lies between the parts is the head, and behind them the index.
            var next = 5L;
            foreach (var part in parts.OrderBy(p => p.Offset).ThenBy(p => p.Length))
            {
                part.Offset.ShouldBe(next, $"{part} of {parts.Key}");
                next += part.Length;
            }
        }
    }

    private IReadOnlyList<string> Expected => Visits.Expected([.. Visits.Make(100), .. Visits.Make(100, from: 300)]);

    private string Copy(string savepoint)
    {
        var copy = Directory.CreateDirectory(Path.Combine(_other.Path, $"copy-{Guid.NewGuid():N}")).FullName;
        foreach (var file in Directory.EnumerateFiles(savepoint))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    private async Task<CheckpointStatus> Stop(int parallelism) => (await _directory.OnNode(async system =>
    {
        var job = await system.Run(Visits.Job(_name, _source, _sink, parallelism), Settings.OnDemand);
        await system.Told(_name, "is running");
        return await StopAsync(job);
    })).LastCheckpoint!;

    private static Task<JobStatus> StopAsync(JobHandle job) => job.StopWithSavepointAsync().Within("the stop");

    private Task<JobStatus> Continue(string? savepoint, int parallelism, SqliteDirectory directory, Func<JobSettings, JobSettings>? with = null)
    {
        _source.End();
        var settings = Settings.OnDemand with { RestoreFromPath = savepoint, Restart = RestartStrategy.None };
        return RunIn(directory, system => system.Run(Visits.Job(_name, _source, _sink, parallelism), with is null ? settings : with(settings)));
    }

    private static Task<JobStatus> RunIn(SqliteDirectory directory, Func<StreamSystem, Task<JobHandle>> run) =>
        directory.OnNode(async system => await (await run(system)).Completion.Within("the end"));

    private static Task<JobStatus> RunIn(SqliteDirectory directory, Func<StreamSystem, Task<JobStatus>> run) => directory.OnNode(run);
}
