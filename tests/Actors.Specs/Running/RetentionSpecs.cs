using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

public sealed class RetentionSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private readonly LogSource<Visit> _source = new LogSource<Visit>(2).Append(0, Visits.Make(50)).Append(1, Visits.Make(50));
    private readonly ScriptedSink<string> _sink = new();
    private readonly string _name = StreamSystem.NewName();

    private JobStore Store => system.StoreOf(_name);

    [Fact]
    public async Task Store_keeps_the_last_checkpoints_and_every_savepoint()
    {
        var job = await system.Run(Visits.Job(_name, _source, _sink, 2), Settings.Constantly with { RetainedCheckpoints = 2 });
        await Store.Journalled.Until(j => j.OfType<CheckpointCompleted>().Count() >= 5, "5 checkpoints");
        var savepoint = await job.TriggerSavepointAsync().Within("the savepoint");
        await Store.Journalled.Until(j => j.OfType<CheckpointCompleted>().Count(e => e.Checkpoint.Id > savepoint.Id) >= 5, "5 more checkpoints");

        await Store.Deleted.UntilAny(d => d >= savepoint.Id, "the deletion of a checkpoint behind the savepoint");
        _source.End();
        await job.Completion.Within("the end");

        var completed = Store.Journalled.Items.OfType<CheckpointCompleted>().Select(e => e.Checkpoint.Id).ToList();
        var kept = completed.TakeLast(2).Prepend(savepoint.Id).ToList();
        foreach (var subtask in new[] { "source~0", "source~1", "count~0", "count~1" })
        {
            // Deletions run behind; what must be there is there, and nothing old is.
            var numbers = Store.NumbersOf($"{_name}~{subtask}");
            kept.ShouldBeSubsetOf(numbers);
            numbers.Min().ShouldBe(savepoint.Id);
        }
    }

    [Fact]
    public async Task Ids_that_were_reserved_and_never_used_are_deleted_one_after_the_other()
    {
        var graph = Visits.Job(_name, _source, _sink, 2);
        var first = await system.Run(graph, Settings.OnDemand);
        await system.Told(_name, "is running");
        var savepoint = await first.StopWithSavepointAsync().Within("the stop");

        var second = await system.Run(graph, Settings.Constantly with { RetainedCheckpoints = 1 });
        await Store.Deleted.Until(d => d.Count(id => id > savepoint.LastCheckpoint!.Id) >= 4 * 90, "the deletions of four subtasks");
        await second.CancelAsync().Within("the end");

        Store.SingleDeletions.Entered.ShouldBeGreaterThanOrEqualTo(4 * 90);
        Store.SingleDeletions.Most.ShouldBe(1);
    }

    [Fact]
    public async Task Savepoint_can_be_continued_from_after_many_checkpoints_behind_it()
    {
        var graph = Visits.Job(_name, _source, _sink, 2);
        var job = await system.Run(graph, Settings.OnDemand with { RetainedCheckpoints = 1 });
        await system.Told(_name, "is running");
        for (var i = 0; i < 4; i++)
        {
            await job.TriggerSavepointAsync().Within($"savepoint {i}");
        }

        var stopped = await job.StopWithSavepointAsync().Within("the stop");

        foreach (var savepoint in Store.Journalled.Items.OfType<CheckpointCompleted>())
        {
            Store.NumbersOf($"{_name}~count~1").ShouldContain(savepoint.Checkpoint.Id);
        }

        Store.Journalled.Items.OfType<CheckpointCompleted>().Count().ShouldBe(5);
        stopped.LastCheckpoint!.Id.ShouldBe(Store.NumbersOf($"{_name}~count~1").Max());
    }

    [Fact]
    public async Task Job_that_goes_on_with_fewer_subtasks_leaves_no_snapshots_of_the_others()
    {
        var wide = await system.Run(Visits.Job(_name, _source, _sink, 3), Settings.Constantly);
        await Store.Journalled.Until(j => j.OfType<CheckpointCompleted>().Count() >= 5, "5 checkpoints of 3 subtasks");
        await wide.CancelAsync().Within("the end of 3 subtasks");
        Store.NumbersOf($"{_name}~count~2").ShouldNotBeEmpty();

        var narrow = await system.Run(Visits.Job(_name, _source, _sink, 1), Settings.Constantly);

        foreach (var vanished in new[] { "source~1", "source~2", "count~1", "count~2" })
        {
            await Store.Deleted.Until(_ => Store.NumbersOf($"{_name}~{vanished}").Count == 0, $"the deletion of the snapshots of {vanished}");
        }

        await narrow.CancelAsync().Within("the end of the subtask");
        Store.NumbersOf($"{_name}~count~0").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Savepoint_of_more_subtasks_stays_whole()
    {
        var wide = await system.Run(Visits.Job(_name, _source, _sink, 3), Settings.Constantly);
        await Store.Journalled.Until(j => j.OfType<CheckpointCompleted>().Any(), "a checkpoint of 3 subtasks");
        var stopped = await wide.StopWithSavepointAsync().Within("the savepoint of 3 subtasks");
        var savepoint = stopped.LastCheckpoint!.Id;

        var narrow = await system.Run(Visits.Job(_name, _source, _sink, 1), Settings.Constantly);
        var vanished = new[] { "source~1", "source~2", "count~1", "count~2" }.Select(subtask => $"{_name}~{subtask}").ToList();
        await Store.Deleted.Until(
            _ => vanished.TrueForAll(subtask => Store.NumbersOf(subtask).All(number => number == savepoint)),
            "the deletion of what is older than the savepoint");
        await Store.Journalled.Until(j => j.OfType<CheckpointCompleted>().Count(e => e.Checkpoint.Id > savepoint) >= 5, "5 checkpoints of one subtask");
        await narrow.CancelAsync().Within("the end of the subtask");

        vanished.ShouldAllBe(subtask => Store.NumbersOf(subtask).Single() == savepoint);
    }

    [Fact]
    public async Task Fresh_start_deletes_what_it_discards()
    {
        var wide = await system.Run(Visits.Job(_name, _source, _sink, 3), Settings.OnDemand);
        await system.Told(_name, "is running");
        await wide.StopWithSavepointAsync().Within("the savepoint");

        var narrow = await system.Run(Visits.Job(_name, _source, _sink, 1), Settings.OnDemand with { StartFresh = true });

        foreach (var discarded in new[] { "source~0", "count~0", "count~2" })
        {
            await Store.Deleted.Until(_ => Store.NumbersOf($"{_name}~{discarded}").Count == 0, $"the deletion of the snapshots of {discarded}");
        }

        await narrow.CancelAsync().Within("the end of the subtask");
    }
}
