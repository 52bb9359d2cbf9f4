using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
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
    public void Group_that_has_expired_begins_anew_without_what_was_forgotten()
    {
        var run = Tables.RunOnTable(groups => groups.TopByRank(2, e => e.Value, name: TableRun<int, int, int>.Tested), ttl: Ttl.AfterWrite(TimeSpan.FromMinutes(1)));
        run.Feed((RowKind.Insert, Tables.Row(new Entry(1, 7, 10))));
        run.Runtime.Now += 59_999;
        run.Feed((RowKind.Insert, Tables.Row(new Entry(2, 7, 20))));
        run.Runtime.Now += 59_999;
        run.Feed((RowKind.Delete, Tables.Row(new Entry(1, 7, 10)))).Select(c => (c.Kind, c.Row.Id)).ShouldBe([(RowKind.Delete, 1)]);
        run.Runtime.Now += 60_000;
        run.Table.Clear();

        run.Feed((RowKind.Insert, Tables.Row(new Entry(3, 7, 5)))).Select(c => (c.Kind, c.Key.Rank, c.Row.Id)).ShouldBe([(RowKind.Insert, 1, 3)]);
        run.Feed((RowKind.Delete, Tables.Row(new Entry(2, 7, 20)))).ShouldBeEmpty();
        run.Feed((RowKind.UpdateBefore, Tables.Row(new Entry(4, 7, 30))), (RowKind.UpdateAfter, Tables.Row(new Entry(4, 7, 3))))
            .Select(c => (c.Kind, c.Key.Rank, c.Row.Id)).ShouldBe([(RowKind.Insert, 2, 4)]);
        run.Skipped.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Records_whose_values_cannot_be_compared_are_left_out_whole(bool areOthersComparedWithThem) =>
        Gen.Select(Gen.Int[-1, 4].Array[0, 30], Gen.Int[1, 4], Gen.Bool).Sample(
            any =>
            {
                var (values, count, isAscending) = any;
                const string Name = TableRun<int, int, int>.Tested;
                var ranks = Tables.RunOnStream(
                    groups => areOthersComparedWithThem
                        ? groups.TopByRank(count, e => new HalfPicky(e.Value), isAscending, Name)
                        : groups.TopByRank(count, e => new Picky(e.Value), isAscending, Name),
                    policy: ErrorPolicy.Skip);
                var rows = Tables.RunOnStream(
                    groups => areOthersComparedWithThem ? groups.Top(count, e => new HalfPicky(e.Value), isAscending, Name) : groups.Top(count, e => new Picky(e.Value), isAscending, Name),
                    policy: ErrorPolicy.Skip);
                var records = new List<Entry>();
                foreach (var value in values)
                {
                    var entry = new Entry(records.Count, 7, value);
                    ranks.Feed((RowKind.Insert, entry));
                    rows.Feed((RowKind.Insert, entry));
                    if (value >= 0)
                    {
                        records.Add(entry);
                    }

                    ranks.Table.ShouldBe(ByRank(records, count, isAscending), ignoreOrder: true);
                    rows.Table.Values.ShouldBe(Ranked(records, isAscending).SelectMany(g => g.Rows.Take(count)), ignoreOrder: true);
                }

                ranks.Skipped.ShouldBe(values.Count(value => value < 0));
                rows.Skipped.ShouldBe(ranks.Skipped);
            },
            iter: 300);

    [Fact]
    public void Records_whose_rows_cannot_be_compared_with_those_before_are_left_out_whole() =>
        Gen.Int[-1, 9].Array[0, 30].Sample(
            values =>
            {
                const string Name = TableRun<int, int, int>.Tested;
                var run = new TableRun<Touchy, (int Group, int Rank), Touchy>(
                    job => job.FromSource(new IdleSource<Touchy>(), WatermarkStrategy<Touchy>.None()).KeyBy(t => t.Group).Updating(Ttl.Never)
                        .TopByRank(2, t => t.Value < 0 ? 10 : t.Value, name: Name),
                    row => KeyHash<int>.Of(row.Group),
                    policy: ErrorPolicy.Skip);
                var taken = new List<int>();
                foreach (var value in values.Prepend(5).Prepend(5))
                {
                    run.Feed((RowKind.Insert, new Touchy(7, value)));
                    if (value >= 0)
                    {
                        taken.Add(value);
                    }

                    run.Table.OrderBy(r => r.Key.Rank).Select(r => r.Value.Value).ShouldBe(taken.OrderDescending().Take(2));
                }

                run.Skipped.ShouldBe(values.Count(value => value < 0));
            },
            iter: 100);

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
