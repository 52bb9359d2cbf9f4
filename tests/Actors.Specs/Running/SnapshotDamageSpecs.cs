using Akka.Configuration;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

public sealed class SnapshotDamageSpecs : IDisposable
{
    private const string OfCount = "persistence_id = $id";

    /// <summary>Savepoints stand in the snapshot store, too.</summary>
    private static readonly Config NoDirectories = ConfigurationFactory.ParseString("akka-stream-proc.checkpoints.savepoint-directory = \"\"");

    private readonly SqliteDirectory _directory = new();
    private readonly LogSource<Visit> _source = new LogSource<Visit>(2).Append(0, Visits.Make(100)).Append(1, Visits.Make(100));
    private readonly ScriptedSink<string> _sink = new();
    private readonly string _name = StreamSystem.NewName();

    private (string, object) CountId => ("$id", $"{_name}~count~0");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Snapshot_that_was_cut_short_fails_the_job_clearly_and_nothing_is_lost()
    {
        await Stop();
        _directory.Execute($"CREATE TABLE backup AS SELECT * FROM snapshot WHERE {OfCount}", CountId);
        _directory.Execute($"UPDATE snapshot SET snapshot = substr(snapshot, 1, length(snapshot) - 9) WHERE {OfCount}", CountId).ShouldBe(1);

        (await Continue()).ShouldSatisfyAllConditions(
            end => end.State.ShouldBe(JobState.Failed),
            end => end.LastFailure!.ShouldContain($"{_name}/count[0]"),
            end => end.LastFailure!.ShouldContain("cut short or damaged"));

        _directory.Execute($"UPDATE snapshot SET snapshot = (SELECT snapshot FROM backup) WHERE {OfCount}", CountId);
        (await Continue()).State.ShouldBe(JobState.Finished);
        _sink.CommittedRecords.Order().ShouldBe(Visits.Expected([.. Visits.Make(100), .. Visits.Make(100)]));
    }

    [Fact]
    public async Task Deleted_snapshot_fails_the_job_with_its_name()
    {
        var id = await Stop();
        _directory.Execute($"DELETE FROM snapshot WHERE {OfCount}", CountId).ShouldBe(1);

        var end = await Continue();

        end.State.ShouldBe(JobState.Failed);
        end.LastFailure!.ShouldContain($"no checkpoint {id} of {_name}/count[0]");
        _sink.CommittedRecords.Count.ShouldBeLessThan(Visits.Expected(Visits.Make(100)).Count);
    }

    [Fact]
    public async Task Snapshot_of_another_job_fails_the_job_with_both_names()
    {
        var id = await Stop();
        var other = await Stop(_name + "-other");
        other.ShouldBe(id);
        _directory.Execute(
            $"UPDATE snapshot SET snapshot = (SELECT snapshot FROM snapshot WHERE persistence_id = $other) WHERE {OfCount}",
            CountId,
            ("$other", $"{_name}-other~count~0"));

        var end = await Continue();

        end.State.ShouldBe(JobState.Failed);
        end.LastFailure!.ShouldContain($"{_name}-other/count[0]");
        end.LastFailure!.ShouldContain($"for checkpoint {id} of {_name}/count[0]");
    }

    [Fact]
    public async Task Restoring_without_a_snapshot_cannot_pass_and_is_not_tried_again_whatever_the_restart_strategy_says()
    {
        await Stop();
        _directory.Execute($"DELETE FROM snapshot WHERE {OfCount}", CountId);

        var end = await Continue(RestartStrategy.FixedDelay(TimeSpan.FromMilliseconds(1), 2));

        end.State.ShouldBe(JobState.Failed);
        end.Attempt.ShouldBe(2, "one attempt before the stop, and one that found no snapshot");
        end.LastFailure!.ShouldContain("count[0]");
    }

    /// <summary>The newest of three savepoints is damaged, the middle one as well: the job says so, and goes on from the oldest where it is asked to.</summary>
    [Fact]
    public async Task Job_whose_newest_checkpoint_is_damaged_continues_from_the_whole_one_that_its_failure_names()
    {
        var savepoints = await _directory.OnNode(async system =>
        {
            var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand);
            await system.Told(_name, "is running");
            var first = await job.TriggerSavepointAsync().Within("the first savepoint");
            _source.Append(0, Visits.Make(100, from: 10_000));
            var second = await job.TriggerSavepointAsync().Within("the second savepoint");
            return (long[])[first.Id, second.Id, (await job.StopWithSavepointAsync().Within("the stop")).LastCheckpoint!.Id];
        }, NoDirectories);
        foreach (var id in savepoints[1..])
        {
            _directory.Execute(
                $"UPDATE snapshot SET snapshot = substr(snapshot, 1, length(snapshot) - 9) WHERE {OfCount} AND sequence_number = $seq", CountId, ("$seq", id)).ShouldBe(1);
        }

        var failed = await Continue();
        failed.State.ShouldBe(JobState.Failed);
        failed.LastFailure!.ShouldSatisfyAllConditions(
            m => m.ShouldContain($"Retained and whole: {savepoints[0]} (savepoint of"),
            m => m.ShouldContain($"--from {savepoints[0]}"),
            m => m.ShouldContain($"Damaged as well: {savepoints[1]} (savepoint of"));

        var back = Settings.OnDemand with { RestoreFrom = savepoints[0], Restart = RestartStrategy.None };
        (await Should.ThrowAsync<JobFailedException>(() => Continue(back))).Message.ShouldContain("--allow-repeated-output out");
        var end = await Continue(back with { AllowRepeatedOutput = ["out"] });

        end.State.ShouldBe(JobState.Finished);
        _sink.CommittedRecords.Distinct().Order().ShouldBe(Visits.Expected([.. Visits.Make(100), .. Visits.Make(100), .. Visits.Make(100, from: 10_000)]));
    }

    private Task<long> Stop(string? name = null) => _directory.OnNode(async system =>
    {
        var job = await system.Run(Visits.Job(name ?? _name, _source, name is null ? _sink : new ScriptedSink<string>()), Settings.OnDemand);
        await system.Told(name ?? _name, "is running");
        return (await job.StopWithSavepointAsync().Within("the stop")).LastCheckpoint!.Id;
    }, NoDirectories);

    private Task<JobStatus> Continue(RestartStrategy? restart = null) => Continue(Settings.OnDemand with { Restart = restart ?? RestartStrategy.None });

    private Task<JobStatus> Continue(JobSettings settings) => _directory.OnNode(async system =>
    {
        _source.End();
        var job = await system.Run(Visits.Job(_name, _source, _sink), settings);
        return await job.Completion.Within("the end");
    }, NoDirectories);
}
