using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Sources;

/// <summary>When the part of a table that one subtask reads is loaded, and when what waits for tables reads.</summary>
public class SourceTableTests
{
    private static readonly LoadedTable Customers = new("enriched", "customers");

    [Fact]
    public void Table_is_loaded_at_what_was_the_end_at_first_though_more_is_known_by_then()
    {
        var run = Table(new OffsetSplit("a", 5) { KnownEnd = 8 });
        run.Source.Fetch(new OffsetSplit("a", 7) { KnownEnd = 20 }, (1, 1), (2, 1));
        run.Source.Fetch(new OffsetSplit("a", 9) { KnownEnd = 30 }, (3, 1), (4, 1));

        run.Step().ShouldBe(SourceStep.Emitted);
        run.Step().ShouldBe(SourceStep.Emitted);
        run.Runtime.Loaded.ShouldBe(0, "what is emitted now is looked at before the next");
        run.Operator.ExplainTime().Table.ShouldBe(new TableProgress(1, 0, 21, true));
        run.Step();
        run.Runtime.Loaded.ShouldBe(1);
        run.Step();
        run.Runtime.Loaded.ShouldBe(1, "it is told once");
        run.Operator.ExplainTime().Table.ShouldBe(new TableProgress(1, 1, 0, true));
    }

    [Fact]
    public void Split_whose_last_positions_have_no_records_is_loaded_when_its_end_is_found()
    {
        var run = Table(new OffsetSplit("a", 0) { KnownEnd = 10 });
        run.Source.Fetch(new OffsetSplit("a", 6) { KnownEnd = 10 }, (1, 1));
        run.Step();
        run.Step();
        run.Runtime.Loaded.ShouldBe(0);

        // An open transaction: the end that can be read is before the one that is known.
        run.Source.Fetch(new OffsetSplit("a", 6) { KnownEnd = 6 });
        run.Step();
        run.Step();
        run.Runtime.Loaded.ShouldBe(1);
    }

    [Fact]
    public void All_splits_must_be_loaded_and_those_that_come_later_do_not_count()
    {
        var run = Table(new OffsetSplit("a", 3) { KnownEnd = 3 }, new OffsetSplit("b", 0) { End = 1, KnownEnd = 1 }, new OffsetSplit("c", 4) { IsFinished = true });
        run.Step();
        run.Runtime.Loaded.ShouldBe(0);
        run.Operator.ExplainTime().Table.ShouldBe(new TableProgress(3, 2, 1, true));
        run.Operator.Assign(new SplitAssignment([StoredSplit.Of(new OffsetSplit("d", 0) { KnownEnd = 100 }, Watermarks.Min, OffsetSplit.Serializer)], []));
        run.Source.Fetch(new OffsetSplit("b", 1) { End = 1, KnownEnd = 1, IsFinished = true }, (1, 1));
        run.Step();
        run.Step();
        run.Runtime.Loaded.ShouldBe(1);
    }

    [Fact]
    public void Subtask_without_a_split_has_loaded_its_part()
    {
        var run = Table();
        run.Step();
        run.Runtime.Loaded.ShouldBe(1);
    }

    [Fact]
    public void Where_no_end_is_known_a_table_is_loaded_when_the_reader_has_no_more()
    {
        var run = Table(new OffsetSplit("a", 0));
        run.Source.Fetch(new OffsetSplit("a", 1), (1, 1));
        run.Step();
        run.Runtime.Loaded.ShouldBe(0);
        run.Step().ShouldBe(SourceStep.Waiting);
        run.Runtime.Loaded.ShouldBe(1);
    }

    [Fact]
    public void Reader_that_knows_better_is_asked()
    {
        var run = Table(new OffsetSplit("a", 0));
        run.Source.HasCaughtUp = false;
        run.Step().ShouldBe(SourceStep.Waiting);
        run.Step().ShouldBe(SourceStep.Waiting);
        run.Runtime.Loaded.ShouldBe(0);
        run.Source.HasCaughtUp = true;
        run.Source.Fetch(new OffsetSplit("a", 1), (1, 1));
        run.Step().ShouldBe(SourceStep.Emitted);
        run.Runtime.Loaded.ShouldBe(0, "there was a fetch");
        run.Step().ShouldBe(SourceStep.Waiting);
        run.Runtime.Loaded.ShouldBe(1);
    }

    [Fact]
    public void Split_of_a_bounded_source_of_which_no_end_is_known_is_loaded_when_it_has_ended()
    {
        var run = Table(new ScriptedSource<int>(), new OffsetSplit("a", 0));
        run.Step();
        run.Step();
        run.Runtime.Loaded.ShouldBe(0);
        run.Source.Fetch(new OffsetSplit("a", 1) { IsFinished = true }, (1, 1));
        run.Step();
        run.Step();
        run.Runtime.Loaded.ShouldBe(1);
    }

    [Fact]
    public void Source_that_waits_for_tables_reads_when_a_checkpoint_is_complete_that_was_frozen_behind_them()
    {
        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None());
        run.Operator.OpenFresh();
        run.Operator.Start();
        run.Operator.Assign(SplitAssignment.OfNone with { AwaitsTables = true, Tables = [] });
        run.Assign(new OffsetSplit("a", 5));
        run.Source.Fetch(new OffsetSplit("a", 6), (1, 1));
        run.Step().ShouldBe(SourceStep.Waiting);
        Tables(Freeze(run, 7)).ShouldBeEmpty();
        run.Operator.Assign(SplitAssignment.OfNone with { Tables = [Customers] });

        run.Operator.OnCheckpointCompleted(7, static () => { });
        run.Step().ShouldBe(SourceStep.Waiting);
        (run.Operator.ExplainTime().IsHeld, run.Operator.ExplainTime().AwaitsTables).ShouldBe((true, false));

        Tables(Freeze(run, 9)).ShouldBe([Customers]);
        run.Step().ShouldBe(SourceStep.Waiting);
        run.Operator.OnCheckpointCompleted(9, static () => { });
        run.Step().ShouldBe(SourceStep.Emitted);
        Tables(Freeze(run, 10)).ShouldBe([Customers]);
    }

    [Fact]
    public void Source_whose_tables_are_in_the_checkpoint_reads_at_once_and_says_so_again()
    {
        var run = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None());
        run.Operator.OpenFresh();
        run.Operator.Start();
        run.Operator.Assign(SplitAssignment.OfNone with { Tables = [Customers] });
        run.Assign(new OffsetSplit("a", 5));
        run.Source.Fetch(new OffsetSplit("a", 6), (1, 1));

        run.Step().ShouldBe(SourceStep.Emitted);
        Tables(Freeze(run, 1)).ShouldBe([Customers]);
    }

    private static SourceRun<int> Table(params OffsetSplit[] splits) => Table(new ScriptedSource<int>(endsFinished: false), splits);

    private static SourceRun<int> Table(ScriptedSource<int> source, params OffsetSplit[] splits)
    {
        var run = new SourceRun<int>(source, WatermarkStrategy<int>.None());
        run.Operator.OpenFresh();
        run.Operator.Start();
        run.Operator.Assign(SplitAssignment.OfNone with { IsTable = true });
        run.Assign(splits);
        return run;
    }

    private static SubtaskSnapshot Freeze(SourceRun<int> run, long checkpoint) => run.Operator.Save(id: checkpoint);

    private static IReadOnlyList<LoadedTable> Tables(SubtaskSnapshot snapshot)
    {
        var restored = new SourceRun<int>(new ScriptedSource<int>(), WatermarkStrategy<int>.None()).BeginFrom(snapshot);
        return restored.Operator.Restored!.Tables;
    }
}
