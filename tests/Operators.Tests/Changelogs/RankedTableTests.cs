using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Changelogs;

public class RankedTableTests
{
    [Fact]
    public void First_rows_of_a_table_agree_with_the_naive_computation() =>
        Gen.Select(TableHistory.Any, Gen.Int[1, 4], Gen.Bool).Sample(
            any =>
            {
                var (history, count, isAscending) = any;
                history.Replay(
                    Tables.RunOnTable(groups => groups.Top(count, e => e.Value, isAscending, TableRun<int, int, int>.Tested), history.Parallelism),
                    Tables.Row,
                    entries => Ranked(entries.ByPlace, isAscending).SelectMany(g => g.Rows.Take(count)).ToDictionary(e => (e.Group, e.Id)));
            },
            iter: 1_000);

    [Fact]
    public void Ranks_of_a_table_agree_with_the_naive_computation() =>
        Gen.Select(TableHistory.Any, Gen.Int[1, 4], Gen.Bool).Sample(
            any =>
            {
                var (history, count, isAscending) = any;
                history.Replay(
                    Tables.RunOnTable(groups => groups.TopByRank(count, e => e.Value, isAscending, TableRun<int, int, int>.Tested), history.Parallelism),
                    Tables.Row,
                    entries => ByRank(entries.ByPlace, count, isAscending));
            },
            iter: 1_000);

    [Fact]
    public void Ranks_of_a_stream_agree_with_the_naive_computation() =>
        Gen.Select(TableHistory.Any, Gen.Int[1, 4], Gen.Bool).Sample(
            any =>
            {
                var (history, count, isAscending) = any;
                var ranks = Tables.RunOnStream(groups => groups.TopByRank(count, e => e.Value, isAscending, TableRun<int, int, int>.Tested), history.Parallelism);
                var rows = Tables.RunOnStream(groups => groups.Top(count, e => e.Value, isAscending, TableRun<int, int, int>.Tested), history.Parallelism);
                var records = new List<Entry>();
                foreach (var step in history.Batches.SelectMany(b => b))
                {
                    if (step.Kind == 13)
                    {
                        ranks.Restart(step.Parallelism);
                        rows.Restart(step.Parallelism);
                        continue;
                    }

                    var entry = step.Entry with { Id = records.Count };
                    records.Add(entry);
                    ranks.Feed((RowKind.Insert, entry));
                    rows.Feed((RowKind.Insert, entry)).Count.ShouldBeLessThanOrEqualTo(2, "one comes, and one goes");
                    ranks.Table.ShouldBe(ByRank(records, count, isAscending), ignoreOrder: true);
                    rows.Table.Values.ShouldBe(Ranked(records, isAscending).SelectMany(g => g.Rows.Take(count)), ignoreOrder: true);
                    rows.Table.Keys.Select(k => k.Group).ShouldBe(rows.Table.Values.Select(e => e.Group));
                }
            },
            iter: 500);

    [Fact]
    public void Row_that_moves_among_the_first_emits_nothing_and_one_that_leaves_lets_the_next_in()
    {
        var run = Tables.RunOnTable(groups => groups.Top(2, e => e.Value, name: TableRun<int, int, int>.Tested));
        run.Feed((RowKind.Insert, Tables.Row(new Entry(1, 7, 10))), (RowKind.Insert, Tables.Row(new Entry(2, 7, 20))), (RowKind.Insert, Tables.Row(new Entry(3, 7, 5))));
        run.Feed((RowKind.Insert, Tables.Row(new Entry(4, 7, 4)))).ShouldBeEmpty();
        run.Feed((RowKind.UpdateBefore, Tables.Row(new Entry(1, 7, 10))), (RowKind.UpdateAfter, Tables.Row(new Entry(1, 7, 30))))
            .Select(c => (c.Kind, c.Row.Value)).ShouldBe([(RowKind.UpdateBefore, 10), (RowKind.UpdateAfter, 30)]);
        run.Feed((RowKind.Delete, Tables.Row(new Entry(2, 7, 20)))).Select(c => (c.Kind, c.Row.Id)).ShouldBe([(RowKind.Delete, 2), (RowKind.Insert, 3)]);
    }

    [Fact]
    public void Thousands_of_rows_of_a_stream_leave_the_first_ones()
    {
        var run = Tables.RunOnStream(groups => groups.TopByRank(3, e => e.Value, name: TableRun<int, int, int>.Tested));
        var empty = run.StateBytes;
        for (var number = 0; number < 20_000; number++)
        {
            run.Feed((RowKind.Insert, new Entry(number, 1, number * 7919 % 20_011)));
        }

        run.StateBytes.ShouldBeLessThan(empty + 2_000);
        run.Table.Values.Select(e => e.Value).Order().ShouldBe(Enumerable.Range(0, 20_000).Select(n => n * 7919 % 20_011).Order().TakeLast(3));
    }

    [Fact]
    public void Top_none_is_refused() =>
        Should.Throw<StreamProcessingException>(() => Tables.RunOnStream(groups => groups.Top(0, e => e.Value)))
            .Message.ShouldBe("The top 0 rows are not possible: the count must be one or more.");

    [Fact]
    public void First_and_last_row_of_a_table_agree_with_the_naive_computation() =>
        Gen.Select(TableHistory.Any, Gen.Bool).Sample(
            any =>
            {
                var (history, isLast) = any;
                history.Replay(
                    Tables.RunOnTable(
                        groups => isLast ? groups.Last(name: TableRun<int, int, int>.Tested) : groups.First(TableRun<int, int, int>.Tested), history.Parallelism),
                    Tables.Row,
                    entries => entries.ByArrival.GroupBy(e => e.Group).ToDictionary(g => g.Key, g => isLast ? g.Last() : g.First()));
            },
            iter: 500);

    [Fact]
    public void First_and_last_row_of_a_table_by_a_value_agree_with_the_naive_computation() =>
        Gen.Select(TableHistory.Any, Gen.Bool).Sample(
            any =>
            {
                var (history, isLast) = any;
                history.Replay(
                    Tables.RunOnTable(
                        groups => isLast ? groups.LastBy(e => e.Value, name: TableRun<int, int, int>.Tested) : groups.FirstBy(e => e.Value, TableRun<int, int, int>.Tested), history.Parallelism),
                    Tables.Row,
                    entries => entries.ByPlace.GroupBy(e => e.Group).ToDictionary(
                        g => g.Key, g => isLast ? g.Last(e => e.Value == g.Max(other => other.Value)) : g.First(e => e.Value == g.Min(other => other.Value))));
            },
            iter: 500);

    private static IEnumerable<(int Group, List<Entry> Rows)> Ranked(IEnumerable<Entry> byPlace, bool isAscending) =>
        byPlace.GroupBy(e => e.Group).Select(g => (g.Key, (isAscending ? g.OrderBy(e => e.Value) : g.OrderByDescending(e => e.Value)).ToList()));

    private static Dictionary<(int Group, int Rank), Entry> ByRank(IEnumerable<Entry> byPlace, int count, bool isAscending) =>
        Ranked(byPlace, isAscending).SelectMany(g => g.Rows.Take(count).Select((entry, index) => (entry, index))).ToDictionary(r => (r.entry.Group, r.index + 1), r => r.entry);
}
