using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Sources;

public class SourceRestoreTests
{
    [Fact]
    public void Subtasks_tell_together_what_all_of_them_had_read()
    {
        OffsetSplit[] splits =
        [
            .. Enumerable.Range(0, 7).Select(i => new OffsetSplit($"s{i}", 10 * i) { End = 1000 + i, KnownEnd = i, Tag = $"tag {i}", IsFinished = i == 3 }),
        ];
        var old = Enumerable.Range(0, 2).Select(subtask => Save([.. splits.Where((_, i) => i % 2 == subtask)], subtask, 2)).ToList();

        var restored = Enumerable.Range(0, 3).Select(subtask =>
        {
            var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.Monotonous(), subtask: subtask, parallelism: 3);
            run.Operator.OpenFrom(old);
            return run.Operator.Restored!;
        }).Aggregate((one, other) => one.With(other));

        restored.Splits.Select(s => s.Read(OffsetSplit.Serializer)).ShouldBe(splits, ignoreOrder: true);
        new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None()).Begin().Operator.Restored.ShouldBeNull();
    }

    [Fact]
    public void Reader_gets_the_splits_that_have_not_ended()
    {
        OffsetSplit[] splits = [new OffsetSplit("a", 7) { Tag = "x" }, new OffsetSplit("b", 8) { IsFinished = true }];

        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None()).BeginFrom(Save(splits, 0, 1));

        run.Source.Added.ShouldBe([splits[0]]);
    }

    [Fact]
    public void What_the_enumerator_kept_is_told_again_and_is_that_of_the_trigger()
    {
        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None()).Begin();
        run.Operator.KeepForEnumerator(new byte[] { 1, 2, 3 });

        var next = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None()).BeginFrom(run.Operator.Save());

        next.Operator.Restored!.Enumerator.ToArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Splits_of_a_build_before_these_formats_go_on_where_they_were()
    {
        var writer = new SnapshotWriter();
        writer.WriteCount(1);
        writer.WriteString("topic/3");
        writer.WriteInt64(3);
        writer.WriteInt64(42);
        writer.WriteInt64(100);
        writer.WriteByte(1);
        writer.WriteString("id");
        writer.WriteInt64(55);
        var operatorOfThen = new ItemOperator("splits", writer.Written);

        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None()).BeginFrom(operatorOfThen.Save());

        var split = run.Operator.Restored!.Splits.ShouldHaveSingleItem();
        split.Read(OffsetSplit.Serializer).ShouldBe(new OffsetSplit("topic/3", 42) { End = 100, IsFinished = true, Tag = "id" });
        split.Watermark.ShouldBe(55);
    }

    [Fact]
    public void Split_that_was_not_assigned_is_no_split_of_the_reader()
    {
        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None()).Begin();
        run.Step();
        run.Source.Fetch(new OffsetSplit("a", 1), (1, 1));

        Should.Throw<InvalidOperationException>(() => run.Operator.Step()).Message.ShouldContain("'a', which was not assigned");
    }

    [Fact]
    public void Forgotten_split_leaves_the_checkpoint_and_one_that_has_not_ended_stays()
    {
        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None()).Begin();
        run.Source.Fetch(new OffsetSplit("a", 1) { IsFinished = true }, (1, 1));
        run.Source.Fetch(new OffsetSplit("b", 1), (1, 1));
        run.RunToEnd();

        run.Operator.Assign(new SplitAssignment([], ["a", "b", "c"]));

        Restored(run).ShouldBe([new OffsetSplit("b", 1)]);
        run.Runtime.Finished.ShouldHaveSingleItem().Read(OffsetSplit.Serializer).ShouldBe(new OffsetSplit("a", 1) { IsFinished = true });
    }

    [Fact]
    public void Source_that_holds_back_reads_nothing_before_a_checkpoint_is_complete()
    {
        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None());
        run.Operator.OpenFresh();
        run.Operator.Start();
        run.Operator.Assign(new SplitAssignment([StoredSplit.Of(new OffsetSplit("a", 5), Watermarks.Min, OffsetSplit.Serializer)], [], Begins: true, HoldsBack: true));
        run.Source.Fetch(new OffsetSplit("a", 6), (1, 1));
        run.Operator.Step().ShouldBe(SourceStep.StatusChanged);
        run.Operator.Step().ShouldBe(SourceStep.Waiting);
        Restored(run).ShouldBe([new OffsetSplit("a", 5)]);
        run.Operator.Freeze(new SubtaskFreeze(9).Add("source"));

        run.Operator.OnCheckpointCompleted(9, static () => { });

        run.Operator.Step().ShouldBe(SourceStep.Emitted);
    }

    [Fact]
    public void Source_ends_when_all_its_splits_have_and_no_other_will_come()
    {
        var run = new SourceRun<int>(new ScriptedSource<int>(endsFinished: false), WatermarkStrategy<int>.None()).Begin();
        run.Source.Fetch(new OffsetSplit("a", 1) { IsFinished = true }, (1, 1));
        run.Step().ShouldBe(SourceStep.Emitted);
        run.Step().ShouldBe(SourceStep.Waiting);

        run.Operator.Assign(new SplitAssignment([], [], IsLast: true));

        run.Step().ShouldBe(SourceStep.Finished);
    }

    [Fact]
    public void Watermark_of_every_split_goes_on_from_the_checkpoint()
    {
        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.Monotonous(), [new(10, 9)]);
        run.BeginFrom(Save([new OffsetSplit("a", 1), new OffsetSplit("b", 1)], 0, 1, timestamp: 55));
        run.Operator.Watermark.ShouldBe(54);

        run.Source.Fetch(new OffsetSplit("a", 3), (1, 58), (2, 70));
        run.Source.Fetch(new OffsetSplit("b", 3), (3, 56), (4, 61), (5, 90));
        run.RunToEnd();

        run.Trace.ShouldBe(["1", "2", "3", "4", "w60", "5", "w69"]);
    }

    [Fact]
    public void Positions_in_a_snapshot_are_those_of_the_records_emitted()
    {
        var source = new ScriptedSource<int>();
        var run = new SourceRun<int>(source, WatermarkStrategy<int>.Monotonous(), [new(10, 9)]).Begin();
        source.Fetch(new OffsetSplit("a", 2), (1, 1), (2, 2));
        source.Fetch(new OffsetSplit("a", 4), (3, 30), (4, 40));

        run.Step().ShouldBe(SourceStep.EmittedToPoint);
        run.Operator.IsAtFetchBoundary.ShouldBeFalse();
        run.Step();
        run.Operator.IsAtFetchBoundary.ShouldBeTrue();
        Restored(run).ShouldBe([new OffsetSplit("a", 2)]);
        run.Step();
        run.Operator.IsAtFetchBoundary.ShouldBeFalse();
        run.Step();
        run.Operator.IsAtFetchBoundary.ShouldBeTrue();
        Restored(run).ShouldBe([new OffsetSplit("a", 4)]);
    }

    [Fact]
    public void Snapshot_waits_until_the_reader_says_that_its_positions_are_sound_and_holds_those_of_the_barrier()
    {
        var source = new ScriptedSource<int> { Confirmations = new() };
        var run = new SourceRun<int>(source, WatermarkStrategy<int>.None()).Begin();
        source.Fetch(new OffsetSplit("a", 10), (1, 1));
        source.Fetch(new OffsetSplit("a", 20), (1, 1));
        run.Step();
        var freeze = new SubtaskFreeze(1);
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
        restored.BeginFrom(snapshot);
        restored.Source.Added.ShouldBe([new OffsetSplit("a", 10)]);
    }

    [Fact]
    public void Reader_is_told_the_positions_of_completed_checkpoints_only()
    {
        var source = new ScriptedSource<int>();
        var run = new SourceRun<int>(source, WatermarkStrategy<int>.None()).Begin();
        for (var checkpoint = 1; checkpoint <= 3; checkpoint++)
        {
            source.Fetch(new OffsetSplit("a", checkpoint * 10), (1, 1));
            run.Step();
            run.Operator.Freeze(new SubtaskFreeze(checkpoint).Add("source"));
        }

        var committed = 0;
        run.Operator.OnCheckpointCompleted(2, () => committed++);
        run.Operator.OnCheckpointCompleted(3, () => committed++);

        source.Completed.ShouldBe([[new OffsetSplit("a", 20)], [new OffsetSplit("a", 30)]]);
        committed.ShouldBe(2);
    }

    [Fact]
    public void Disposing_the_operator_disposes_the_reader()
    {
        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None()).Begin();

        run.Operator.Dispose();

        run.Source.IsDisposed.ShouldBeTrue();
    }

    private static SubtaskSnapshot Save(OffsetSplit[] splits, int subtask, int parallelism, long timestamp = 1)
    {
        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.Monotonous(), subtask: subtask, parallelism: parallelism).Begin();
        foreach (var split in splits)
        {
            run.Source.Fetch(split, (0, timestamp));
        }

        run.RunToEnd();
        return run.Operator.Save();
    }

    private static IReadOnlyList<OffsetSplit> Restored(SourceRun<int> run)
    {
        return new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.Monotonous()).BeginFrom(run.Operator.Save()).Source.Added;
    }

    /// <summary>An operator that writes one item.</summary>
    private sealed class ItemOperator(string name, ReadOnlyMemory<byte> bytes) : StreamOperator(new TestRuntime().Context("source"))
    {
        public override OperatorInterests Interests => OperatorInterests.None;

        public override IReadOnlyList<InputPort> Inputs => [];

        public override IReadOnlyList<OutputPort> Outputs => [];

        public override void Freeze(OperatorFreeze freeze)
        {
            base.Freeze(freeze);
            freeze.Add(name, bytes);
        }
    }
}
