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
}
