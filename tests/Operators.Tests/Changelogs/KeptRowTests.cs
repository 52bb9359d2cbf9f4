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
