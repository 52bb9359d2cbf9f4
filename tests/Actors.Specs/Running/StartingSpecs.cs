using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

public sealed class StartingSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private readonly LogSource<Visit> _source = new LogSource<Visit>().Append(0, Visits.Make(100)).End();
    private readonly ScriptedSink<string> _sink = new();
    private readonly string _name = StreamSystem.NewName();

    [Fact]
    public async Task Job_that_is_cancelled_while_a_sink_settles_ends_when_the_sink_is_closed()
    {
        _sink.Restores.Close();
        var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand);
        await _sink.Restores.Arrivals.UntilCount(1, "sink that settles");

        var end = await job.CancelAsync().Within("the end");

        end.State.ShouldBe(JobState.Cancelled);
        _sink.OpenWriters.ShouldBe(0);
    }

    [Fact]
    public async Task Next_attempt_touches_a_sink_only_after_the_last_one_has_closed_it()
    {
        _sink.Restores.Close();
        var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand with { DeployTimeout = TimeSpan.FromMilliseconds(100) });
        await system.Told(_name, "1 of 2 subtasks were not ready");
        await _sink.Openings.UntilCount(3, "opened writers");

        _sink.Restores.Open();
        var end = await job.Completion.Within("the end");

        _sink.Openings.Items.ShouldAllBe(open => open == 1);
        end.State.ShouldBe(JobState.Finished);
        _sink.CommittedRecords.Order().ShouldBe(Visits.Expected(Visits.Make(100)));
    }

    [Fact]
    public async Task Snapshot_store_that_cannot_be_read_fails_the_attempt_with_its_error()
    {
        var source = new LogSource<Visit>().Append(0, Visits.Make(100));
        var graph = Visits.Job(_name, source, _sink);
        var job = await system.Run(graph, Settings.OnDemand);
        await system.Told(_name, "is running");
        await job.StopWithSavepointAsync().Within("the stop");
        system.StoreOf(_name).BeforeLoad = id => id.Contains("~count~", StringComparison.Ordinal) ? throw new IOException("The disk is gone.") : Task.CompletedTask;

        var again = await system.Run(graph, Settings.OnDemand with { Restart = RestartStrategy.None });
        var end = await again.Completion.Within("the end");

        end.State.ShouldBe(JobState.Failed);
        end.LastFailure!.ShouldContain($"cannot read checkpoint {again.RestoredFrom} of {_name}/count");
        end.LastFailure!.ShouldContain("The disk is gone.");
    }

    [Fact]
    public async Task State_of_another_type_is_refused_by_operator_and_state_before_anything_runs()
    {
        var source = new LogSource<Visit>().Append(0, Visits.Make(100));
        var first = await system.Run(Totals.OfVersion1(_name, source), Settings.OnDemand);
        await system.Told(_name, "is running");
        await source.Fetches.Until(f => f.Sum(x => x.Count) >= 100, "100 records read");
        await first.StopWithSavepointAsync().Within("the stop");
        source.Append(0, Visits.Make(100)).End();

        var refusal = await Should.ThrowAsync<JobFailedException>(() => system.Run(Totals.OfVersion2(_name, source), Settings.OnDemand with { Restart = RestartStrategy.None }));

        refusal.Message.ShouldContain("cannot read the state 'total' of 'totals'");
        refusal.Message.ShouldContain("'Count', which was written as int, the job now has string");
        source.RecordsRead.ShouldBe(100);
    }
}
