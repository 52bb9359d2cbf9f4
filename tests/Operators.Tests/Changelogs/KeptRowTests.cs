using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Changelogs;

public class KeptRowTests
{
    /// <summary>Records in any order: their values are their versions, and those of some ids are removals.</summary>
    [Theory]
    [InlineData("first")]
    [InlineData("first by")]
    [InlineData("last")]
    [InlineData("last by")]
    public void Rows_that_are_kept_of_a_stream_agree_with_the_naive_computation(string verb) =>
        TableHistory.Any.Sample(
            history =>
            {
                var run = Tables.RunOnStream(groups => Declare(verb, groups), history.Parallelism);
                var records = new List<Entry>();
                foreach (var step in history.Batches.SelectMany(b => b))
                {
                    if (step.Kind == 13)
                    {
                        run.Restart(step.Parallelism);
                        continue;
                    }

                    records.Add(step.Entry);
                    var changes = run.Feed((RowKind.Insert, step.Entry));
                    run.Table.ShouldBe(
                        records.GroupBy(e => e.Group).Select(g => Kept(verb, [.. g])).Where(e => e is not null && !(verb[0] == 'l' && e.Id == 5)).ToDictionary(e => e!.Group, e => e!),
                        ignoreOrder: true);
                    if (verb == "first")
                    {
                        changes.ShouldAllBe(c => c.Kind == RowKind.Insert);
                    }
                }
            },
            iter: 500);

    [Fact]
    public void Removal_holds_for_older_records_that_come_behind_it()
    {
        var run = Tables.RunOnStream(groups => Declare("last by", groups));
        run.Feed((RowKind.Insert, new Entry(1, 7, 10)), (RowKind.Insert, new Entry(5, 7, 12)), (RowKind.Insert, new Entry(2, 7, 11)));
        run.Table.ShouldBeEmpty();
        run.Feed((RowKind.Insert, new Entry(3, 7, 12)));
        run.Table.Values.ShouldBe([new Entry(3, 7, 12)]);
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 2)]
    public void First_record_of_a_key_whose_value_cannot_be_taken_is_left_out_alone(bool isLast, int kept)
    {
        var run = Tables.RunOnStream(
            groups => isLast ? groups.LastBy(e => 10 / e.Value, name: TableRun<int, int, int>.Tested) : groups.FirstBy(e => 10 / e.Value, TableRun<int, int, int>.Tested),
            policy: ErrorPolicy.Skip);

        run.Feed((RowKind.Insert, new Entry(1, 7, 0)), (RowKind.Insert, new Entry(2, 7, 5)), (RowKind.Insert, new Entry(3, 7, 2)));

        run.Table.Values.Select(e => e.Value).ShouldBe([kept]);
        run.Skipped.ShouldBe(1);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 5)]
    public void First_record_of_a_key_whose_value_cannot_be_compared_is_left_out_alone(bool isLast, int kept)
    {
        var run = Tables.RunOnStream(
            groups => isLast ? groups.LastBy(e => new Picky(e.Value), name: TableRun<int, int, int>.Tested) : groups.FirstBy(e => new Picky(e.Value), TableRun<int, int, int>.Tested),
            policy: ErrorPolicy.Skip);

        run.Feed((RowKind.Insert, new Entry(1, 7, -1)), (RowKind.Insert, new Entry(2, 7, 5)), (RowKind.Insert, new Entry(3, 7, 2)));

        run.Table.Values.Select(e => e.Value).ShouldBe([kept]);
        run.Skipped.ShouldBe(1);
    }

    [Fact]
    public void Value_of_a_record_is_taken_once()
    {
        var calls = new List<int>();
        int valueOf(Entry entry)
        {
            calls.Add(entry.Id);
            return entry.Value;
        }

        var run = Tables.RunOnStream(groups => groups.LastBy(valueOf, name: TableRun<int, int, int>.Tested));
        run.Feed((RowKind.Insert, new Entry(1, 7, 1)), (RowKind.Insert, new Entry(2, 7, 2)));
        run.Restart(2);
        run.Feed((RowKind.Insert, new Entry(3, 7, 1)), (RowKind.Insert, new Entry(4, 7, 2)));

        run.Table.Values.Select(e => e.Id).ShouldBe([4]);
        calls.ShouldBe([1, 2, 3, 4]);
    }

    [Theory]
    [InlineData("last")]
    [InlineData("last by")]
    public void Removal_where_there_is_no_row_is_no_row_that_was_lost(string verb)
    {
        var run = Tables.RunOnStream(groups => Declare(verb, groups));
        var (row, removal) = ((RowKind.Insert, new Entry(1, 7, 1)), (RowKind.Insert, new Entry(5, 7, 1)));
        run.Feed(removal, row, removal, removal).Select(c => c.Kind).ShouldBe([RowKind.Insert, RowKind.Delete]);

        run.Skipped.ShouldBe(0);
        run.Runtime.Notices.ShouldBeEmpty();
    }

    [Fact]
    public void Removals_of_keys_leave_nothing_behind()
    {
        var run = Tables.RunOnStream(groups => Declare("last", groups));
        var bytes = new List<long>();
        for (var group = 0; group < 10_000; group++)
        {
            run.Feed((RowKind.Insert, new Entry(1, group, 1)), (RowKind.Insert, new Entry(5, group, 1)));
            bytes.Add(run.StateBytes);
        }

        bytes[^1].ShouldBe(bytes[100]);
    }

    private static UpdatingStream<Entry, int, Entry> Declare(string verb, RowGroups<Entry, long, int> groups)
    {
        const string Name = TableRun<int, int, int>.Tested;
        return verb switch
        {
            "first" => groups.First(Name),
            "first by" => groups.FirstBy(e => e.Value, Name),
            "last" => groups.Last(e => e.Id == 5, Name),
            _ => groups.LastBy(e => e.Value, e => e.Id == 5, Name),
        };
    }

    private static Entry? Kept(string verb, List<Entry> records) => verb switch
    {
        "first" => records[0],
        "first by" => records.First(e => e.Value == records.Min(other => other.Value)),
        "last" => records[^1],
        _ => records.Last(e => e.Value == records.Max(other => other.Value)),
    };
}
