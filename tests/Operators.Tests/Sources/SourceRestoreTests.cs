using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Sources;

public class SourceRestoreTests
{
    [Fact]
    public void First_start_begins_with_no_splits()
    {
        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None()).Begin();

        run.Source.Started.ShouldBe([]);
        run.Source.StartedRestored.ShouldBe(false);
    }

    [Fact]
    public void Splits_come_back_with_all_they_had_to_the_subtasks_that_own_them()
    {
        SourceSplit[] splits =
        [
            .. Enumerable.Range(0, 7).Select(i => new SourceSplit($"s{i}", i, 10 * i) { End = 1000 + i, Tag = $"tag {i}", IsFinished = i == 3 }),
        ];
        var old = Enumerable.Range(0, 2).Select(subtask => Save([.. splits.Where(s => s.IsOwnedBy(subtask, 2))], subtask, 2)).ToList();

        var started = Enumerable.Range(0, 3).Select(subtask =>
        {
            var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.Monotonous(), subtask: subtask, parallelism: 3);
            run.Operator.OpenFrom(old);
            run.Operator.Start();
            run.Source.StartedRestored.ShouldBe(true);
            run.Source.Started!.ShouldAllBe(s => s.IsOwnedBy(subtask, 3));
            return run.Source.Started!;
        });

        started.SelectMany(s => s).ShouldBe(splits, ignoreOrder: true);
    }

    [Fact]
    public void Watermark_of_every_split_goes_on_from_the_checkpoint()
    {
        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.Monotonous(), [new(10, 9)]);
        run.Operator.OpenFrom([Save([new SourceSplit("a", 0, 1), new SourceSplit("b", 1, 1)], 0, 1, timestamp: 55)]);
        run.Operator.Start();
        run.Operator.Watermark.ShouldBe(54);

        run.Source.Fetch(new SourceSplit("a", 0, 3), (1, 58), (2, 70));
        run.Source.Fetch(new SourceSplit("b", 1, 3), (3, 56), (4, 61), (5, 90));
        run.RunToEnd();

        run.Trace.ShouldBe(["1", "2", "3", "4", "w60", "5", "w69"]);
    }

    [Fact]
    public void Positions_in_a_snapshot_are_those_of_the_records_emitted()
    {
        var source = new ScriptedSource<int>();
        var run = new SourceRun<int>(source, WatermarkStrategy<int>.Monotonous(), [new(10, 9)]).Begin();
        source.Fetch(new SourceSplit("a", 0, 2), (1, 1), (2, 2));
        source.Fetch(new SourceSplit("a", 0, 4), (3, 30), (4, 40));

        run.Step().ShouldBe(SourceStep.EmittedToPoint);
        run.Operator.IsAtFetchBoundary.ShouldBeFalse();
        run.Step();
        run.Operator.IsAtFetchBoundary.ShouldBeTrue();
        Restored(run).ShouldBe([new SourceSplit("a", 0, 2)]);
        run.Step();
        run.Operator.IsAtFetchBoundary.ShouldBeFalse();
        run.Step();
        run.Operator.IsAtFetchBoundary.ShouldBeTrue();
        Restored(run).ShouldBe([new SourceSplit("a", 0, 4)]);
    }

    [Fact]
    public void Snapshot_waits_until_the_reader_says_that_its_positions_are_sound_and_holds_those_of_the_barrier()
    {
        var source = new ScriptedSource<int> { Confirmations = new() };
        var run = new SourceRun<int>(source, WatermarkStrategy<int>.None()).Begin();
        source.Fetch(new SourceSplit("a", 0, 10), (1, 1));
        source.Fetch(new SourceSplit("a", 0, 20), (1, 1));
        run.Step();
        var freeze = new Operators.Snapshots.SubtaskFreeze(1);
        var isComplete = false;
        run.Operator.Freeze(freeze.Add("source"));
        freeze.WhenComplete(() => isComplete = true);
        isComplete.ShouldBeFalse();
        source.Confirmations.Dequeue()();
        isComplete.ShouldBeTrue();

        var snapshot = run.Operator.Save(beforeWriting: () =>
        {
            run.Step();
            source.Confirmations.Dequeue()();
        });

        var restored = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None());
        restored.Operator.OpenFrom([snapshot]);
        restored.Operator.Start();
        restored.Source.Started.ShouldBe([new SourceSplit("a", 0, 10)]);
    }

    [Fact]
    public void Reader_is_told_the_positions_of_completed_checkpoints_only()
    {
        var source = new ScriptedSource<int>();
        var run = new SourceRun<int>(source, WatermarkStrategy<int>.None()).Begin();
        for (var checkpoint = 1; checkpoint <= 3; checkpoint++)
        {
            source.Fetch(new SourceSplit("a", 0, checkpoint * 10), (1, 1));
            run.Step();
            run.Operator.Freeze(new Operators.Snapshots.SubtaskFreeze(checkpoint).Add("source"));
        }

        var committed = 0;
        run.Operator.OnCheckpointCompleted(2, () => committed++);
        run.Operator.OnCheckpointCompleted(3, () => committed++);

        source.Completed.ShouldBe([[new SourceSplit("a", 0, 20)], [new SourceSplit("a", 0, 30)]]);
        committed.ShouldBe(2);
    }

    [Fact]
    public void Disposing_the_operator_disposes_the_reader()
    {
        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None()).Begin();

        run.Operator.Dispose();

        run.Source.IsDisposed.ShouldBeTrue();
    }

    private static Operators.Snapshots.SubtaskSnapshot Save(SourceSplit[] splits, int subtask, int parallelism, long timestamp = 1)
    {
        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.Monotonous(), subtask: subtask, parallelism: parallelism).Begin();
        foreach (var split in splits)
        {
            run.Source.Fetch(split, (0, timestamp));
        }

        run.RunToEnd();
        return run.Operator.Save();
    }

    private static IReadOnlyList<SourceSplit> Restored(SourceRun<int> run)
    {
        var next = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.Monotonous());
        next.Operator.OpenFrom([run.Operator.Save()]);
        next.Operator.Start();
        return next.Source.Started!;
    }
}
