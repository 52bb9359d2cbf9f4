using System.Text.Json;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

public sealed class ContinuingSpecs : IDisposable
{
    private readonly SqliteDirectory _directory = new();
    private readonly LogSource<Visit> _source = new LogSource<Visit>(4);
    private readonly ScriptedSink<string> _sink = new();
    private readonly string _name = StreamSystem.NewName();
    private readonly List<Visit> _visits = [];

    public void Dispose() => _directory.Dispose();

    /// <summary>Every life is another process with another parallelism; what comes out is what one undisturbed run gives.</summary>
    [Fact]
    public async Task Job_continues_on_a_new_system_at_any_other_parallelism_with_the_exact_result()
    {
        long? expectedStart = null;
        var life = 0;
        foreach (var parallelism in new[] { 1, 3, 4, 2, 2 })
        {
            Append(life++);
            expectedStart = await _directory.OnNode(async system =>
            {
                var job = await system.Run(Visits.Job(_name, _source, _sink, parallelism), Settings.Constantly);
                job.RestoredFrom.ShouldBe(expectedStart);
                await system.Told(_name, "is running");
                await _source.Fetches.Until(f => f.Sum(x => x.Count) >= _visits.Count, "all records read");
                var stopped = await job.StopWithSavepointAsync().Within("the stop");
                stopped.State.ShouldBe(JobState.Stopped);
                stopped.RecordsIn.ShouldBe(_visits.Count);
                return stopped.LastCheckpoint!.Id;
            });
        }

        Append(life);
        _source.End();
        var end = await _directory.OnNode(async system =>
            await (await system.Run(Visits.Job(_name, _source, _sink, 3), Settings.Constantly)).Completion.Within("the end"));

        end.State.ShouldBe(JobState.Finished);
        end.Attempt.ShouldBe(6);
        end.RecordsIn.ShouldBe(_visits.Count);
        _source.RecordsRead.ShouldBe(_visits.Count);
        _sink.CommittedRecords.Order().ShouldBe(Visits.Expected(_visits));
        Completed().ShouldBeUnique();
        Completed().ShouldBeInOrder(SortDirection.Ascending);
    }

    /// <summary>The sink is chained to the map before it, or has a vertex of its own, as each life wants it.</summary>
    [Fact]
    public async Task Job_whose_chains_change_between_its_lives_goes_on_counting_and_commits_everything_once()
    {
        var life = 0;
        foreach (var (parallelism, writers) in new (int, int?)[] { (2, null), (2, 1), (1, 3), (3, null), (1, null), (2, 4) })
        {
            Append(life++);
            await _directory.OnNode(async system =>
            {
                var job = await system.Run(Visits.Job(_name, _source, _sink, parallelism, writers: writers), Settings.Constantly);
                await system.Told(_name, "is running");
                await _source.Fetches.Until(f => f.Sum(x => x.Count) >= _visits.Count, "all records read");
                return await job.StopWithSavepointAsync().Within("the stop");
            });
        }

        _source.End();
        var end = await _directory.OnNode(async system =>
            await (await system.Run(Visits.Job(_name, _source, _sink, 2, writers: 1), Settings.Constantly)).Completion.Within("the end"));

        _sink.CommittedRecords.Order().ShouldBe(Visits.Expected(_visits));
        end.Operators.Single(o => o.IsSink).In.ShouldBe(Visits.Expected(_visits).Count);
        end.RecordsIn.ShouldBe(_visits.Count);
    }

    [Fact]
    public async Task Job_whose_process_dies_continues_from_its_last_checkpoint_and_commits_nothing_twice()
    {
        Append(0);
        var checkpoint = await _directory.OnNode(async system =>
        {
            var job = await system.Run(Visits.Job(_name, _source, _sink, 2), Settings.OnDemand);
            await system.Told(_name, "is running");
            await _source.Fetches.Until(f => f.Sum(x => x.Count) >= _visits.Count, "all records read");
            var savepoint = await job.TriggerSavepointAsync().Within("the savepoint");
            var read = _source.RecordsRead;
            _source.Append(0, Visits.Make(30, from: 100_000));
            await _source.Fetches.Until(f => f.Sum(x => x.Count) >= read + 30, "the records behind the savepoint read");
            return savepoint.Id;
        });
        _visits.AddRange(Visits.Make(30, from: 100_000));
        _source.End();

        var (restoredFrom, end) = await _directory.OnNode(async system =>
        {
            var job = await system.Run(Visits.Job(_name, _source, _sink, 2), Settings.OnDemand);
            return (job.RestoredFrom, await job.Completion.Within("the end"));
        });

        restoredFrom.ShouldBe(checkpoint);
        end.RecordsIn.ShouldBe(_visits.Count);
        _sink.CommittedRecords.Order().ShouldBe(Visits.Expected(_visits));
        Completed().ShouldBeUnique();
    }

    [Fact]
    public async Task Fresh_start_tells_what_it_discards_and_goes_on_counting()
    {
        Append(0);
        _source.End();
        var first = await _directory.OnNode(async system =>
            await (await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand)).Completion.Within("the first end"));
        var fresh = new ScriptedSink<string>();

        var (job, second) = await _directory.OnNode(async system =>
        {
            var job = await system.Run(Visits.Job(_name, _source, fresh), Settings.OnDemand with { StartFresh = true });
            return (job, await job.Completion.Within("the second end"));
        });

        job.HadFinished.ShouldBeFalse();
        job.RestoredFrom.ShouldBeNull();
        job.Discarded!.ShouldContain("1 attempt(s)");
        job.Discarded!.ShouldContain($"checkpoint {first.LastCheckpoint!.Id}");
        job.Discarded!.ShouldContain($"{_visits.Count} records read");
        job.Discarded!.ShouldContain("Finished");
        second.Attempt.ShouldBe(2);
        second.LastCheckpoint!.Id.ShouldBeGreaterThan(first.LastCheckpoint.Id);
        second.RecordsIn.ShouldBe(_visits.Count);
        fresh.CommittedRecords.Order().ShouldBe(Visits.Expected(_visits));
    }

    [Fact]
    public async Task Job_with_another_shape_is_refused_with_the_lines_that_differ()
    {
        Append(0);
        await _directory.OnNode(async system =>
        {
            var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand);
            await system.Told(_name, "is running");
            await job.StopWithSavepointAsync().Within("the stop");
            return await Should.ThrowAsync<JobFailedException>(() => system.Run(OtherShapes.Sum(_name, _source, _sink), Settings.OnDemand));
        }).ContinueWith(t => t.Result.Message.ShouldSatisfyAllConditions(
            m => m.ShouldContain("- count = count in"),
            m => m.ShouldContain("+ sum = sum in"),
            m => m.ShouldNotContain("source = "),
            m => m.ShouldContain("start fresh")));
    }

    [Fact]
    public async Task Job_without_a_checkpoint_may_come_back_with_another_shape()
    {
        Append(0);
        await _directory.OnNode(async system =>
        {
            var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand);
            await system.Told(_name, "is running");
            return await job.CancelAsync().Within("the cancellation");
        });
        _source.End();

        var end = await _directory.OnNode(async system =>
            await (await system.Run(OtherShapes.Sum(_name, _source, _sink), Settings.OnDemand)).Completion.Within("the end"));

        end.State.ShouldBe(JobState.Finished);
        end.Attempt.ShouldBe(2);
        end.RecordsIn.ShouldBe(_visits.Count);
        await Should.ThrowAsync<JobFailedException>(() =>
            _directory.OnNode(system => system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand)));
    }

    private void Append(int life)
    {
        for (var partition = 0; partition < 4; partition++)
        {
            var visits = Visits.Make(60 + partition, keys: 40, from: life * 2000 + partition);
            _source.Append(partition, visits);
            _visits.AddRange(visits);
        }
    }

    private List<long> Completed() =>
    [
        .. _directory.Query<byte[]>("SELECT message FROM journal WHERE persistence_id = $id AND manifest = 'CheckpointCompleted' ORDER BY sequence_number", ("$id", $"job~{_name}"))
            .Select(json => JsonDocument.Parse(json).RootElement.GetProperty("Checkpoint").GetProperty("Status").GetProperty("Id").GetInt64()),
    ];
}
