using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

public sealed class SnapshotDamageSpecs : IDisposable
{
    private const string OfCount = "persistence_id = $id";

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
    public async Task Restoring_without_a_snapshot_is_tried_again_as_the_restart_strategy_says()
    {
        await Stop();
        _directory.Execute($"DELETE FROM snapshot WHERE {OfCount}", CountId);

        var end = await Continue(RestartStrategy.FixedDelay(TimeSpan.FromMilliseconds(1), 2));

        end.State.ShouldBe(JobState.Failed);
        end.Attempt.ShouldBe(4);
        end.LastFailure!.ShouldContain("count[0]");
    }

    private Task<long> Stop(string? name = null) => _directory.OnNode(async system =>
    {
        var job = await system.Run(Visits.Job(name ?? _name, _source, name is null ? _sink : new ScriptedSink<string>()), Settings.OnDemand);
        await system.Told(name ?? _name, "is running");
        return (await job.StopWithSavepointAsync().Within("the stop")).LastCheckpoint!.Id;
    });

    private Task<JobStatus> Continue(RestartStrategy? restart = null) => _directory.OnNode(async system =>
    {
        _source.End();
        var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand with { Restart = restart ?? RestartStrategy.None });
        return await job.Completion.Within("the end");
    });
}
