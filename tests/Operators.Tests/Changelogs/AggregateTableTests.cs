using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Changelogs;

public class AggregateTableTests
{
    [Fact]
    public void Counts_of_a_table_agree_with_the_naive_computation() => Agree(groups => groups.Count(TableRun<int, int, int>.Tested), rows => (long)rows.Count);

    [Fact]
    public void Sums_of_a_table_agree_with_the_naive_computation() =>
        Agree(groups => groups.Sum(e => (decimal)e.Value / 4, TableRun<int, int, int>.Tested), rows => rows.Sum(e => (decimal)e.Value / 4));

    [Fact]
    public void Means_of_a_table_agree_with_the_naive_computation() =>
        Agree(groups => groups.Average(e => e.Value, TableRun<int, int, int>.Tested), rows => rows.Average(e => (double)e.Value));

    [Fact]
    public void Smallest_values_of_a_table_agree_with_the_naive_computation() =>
        Agree(groups => groups.Min(e => e.Value, TableRun<int, int, int>.Tested), rows => rows.Min(e => e.Value));

    [Fact]
    public void Largest_values_of_a_table_agree_with_the_naive_computation() =>
        Agree(groups => groups.Max(e => e.Value % 3, TableRun<int, int, int>.Tested), rows => rows.Max(e => e.Value % 3));

    [Fact]
    public void Distinct_values_of_a_table_agree_with_the_naive_computation() =>
        Agree(groups => groups.CountDistinct(e => e.Value == 0 ? null : $"{e.Value}", TableRun<int, int, int>.Tested), rows => (long)rows.Select(e => e.Value).Distinct().Count());

    [Fact]
    public void Aggregates_of_a_stream_agree_with_the_naive_computation() =>
        TableHistory.Any.Sample(
            history =>
            {
                // A record of each step, whatever it is.
                var run = Tables.RunOnStream(groups => groups.Aggregate(new Spread(), TableRun<int, int, int>.Tested), history.Parallelism);
                var records = new List<Entry>();
                foreach (var step in history.Batches.SelectMany(b => b))
                {
                    if (step.Kind == 13)
                    {
                        run.Restart(step.Parallelism);
                        continue;
                    }

                    records.Add(step.Entry);
                    run.Feed((RowKind.Insert, step.Entry));
                    run.Table.ShouldBe(records.GroupBy(e => e.Group).ToDictionary(g => g.Key, g => g.Max(e => e.Value) - g.Min(e => e.Value)), ignoreOrder: true);
                }
            },
            iter: 300);

    [Fact]
    public void Update_within_a_group_changes_the_result_once_and_not_at_all_where_it_stays_equal()
    {
        var run = Tables.RunOnTable(groups => groups.Sum(e => e.Value, TableRun<int, int, int>.Tested));
        run.Feed((RowKind.Insert, Tables.Row(new Entry(1, 7, 10)))).ShouldBe([new(RowKind.Insert, 7, 10)]);
        run.Feed((RowKind.UpdateBefore, Tables.Row(new Entry(1, 7, 10))), (RowKind.UpdateAfter, Tables.Row(new Entry(1, 7, 12))))
            .ShouldBe([new(RowKind.UpdateBefore, 7, 10), new(RowKind.UpdateAfter, 7, 12)]);
        run.Feed((RowKind.UpdateBefore, Tables.Row(new Entry(1, 7, 12))), (RowKind.UpdateAfter, Tables.Row(new Entry(1, 7, 12)))).ShouldBeEmpty();
        run.Feed((RowKind.Delete, Tables.Row(new Entry(1, 7, 12)))).ShouldBe([new(RowKind.Delete, 7, 12)]);
    }

    [Fact]
    public void Row_that_is_taken_back_and_not_known_is_dropped_counted_and_told_once()
    {
        var run = Tables.RunOnTable(groups => groups.Count(TableRun<int, int, int>.Tested));
        run.Feed((RowKind.Delete, Tables.Row(new Entry(1, 7, 10))), (RowKind.Delete, Tables.Row(new Entry(2, 7, 10)))).ShouldBeEmpty();
        run.Feed((RowKind.UpdateBefore, Tables.Row(new Entry(1, 7, 10))), (RowKind.UpdateAfter, Tables.Row(new Entry(1, 7, 12)))).ShouldBe([new(RowKind.Insert, 7, 1)]);

        run.Skipped.ShouldBe(3);
        run.Runtime.Notices.ShouldHaveSingleItem().ShouldStartWith("tested: A row is taken back that is not known (key '7')");
    }

    [Fact]
    public void Aggregate_that_has_expired_begins_anew()
    {
        var run = Tables.RunOnStream(groups => groups.Count(TableRun<int, int, int>.Tested), ttl: Ttl.AfterWrite(TimeSpan.FromMinutes(1)));
        run.Feed((RowKind.Insert, new Entry(1, 7, 1)), (RowKind.Insert, new Entry(1, 7, 1)));
        run.Runtime.Now += 59_999;
        run.Feed((RowKind.Insert, new Entry(1, 7, 1)));
        run.Table[7].ShouldBe(3);
        run.Runtime.Now += 60_000;

        // What the row was is forgotten; whoever has it replaces it.
        run.Table.Clear();
        run.Feed((RowKind.Insert, new Entry(1, 7, 1))).ShouldBe([new(RowKind.Insert, 7, 1)]);
    }

    [Fact]
    public void Row_of_a_group_that_has_expired_is_dropped_when_it_is_taken_back()
    {
        var run = Tables.RunOnTable(groups => groups.Sum(e => e.Value, TableRun<int, int, int>.Tested), ttl: Ttl.AfterWrite(TimeSpan.FromMinutes(1)));
        run.Feed((RowKind.Insert, Tables.Row(new Entry(1, 7, 10))), (RowKind.Insert, Tables.Row(new Entry(1, 8, 10))));
        run.Runtime.Now += 60_000;
        run.Table.Clear();

        run.Feed((RowKind.Delete, Tables.Row(new Entry(1, 7, 10)))).ShouldBeEmpty();
        run.Feed((RowKind.UpdateBefore, Tables.Row(new Entry(1, 8, 10))), (RowKind.UpdateAfter, Tables.Row(new Entry(1, 8, 12)))).ShouldBe([new(RowKind.Insert, 8, 12)]);
        run.Skipped.ShouldBe(2);
    }

    [Fact]
    public void Rows_that_live_less_long_than_their_group_is_kept_leave_an_exact_result()
    {
        var run = Tables.RunOnTable(groups => groups.Sum(e => e.Value, TableRun<int, int, int>.Tested), ttl: Ttl.AfterWrite(TimeSpan.FromMinutes(1)));
        run.Feed((RowKind.Insert, Tables.Row(new Entry(1, 7, 10))));
        for (var id = 2; id < 10; id++)
        {
            // The group is kept as a whole, and each change of it counts for all of its rows.
            run.Runtime.Now += 59_999;
            run.Feed((RowKind.Insert, Tables.Row(new Entry(id, 7, 1))));
        }

        run.Feed((RowKind.Delete, Tables.Row(new Entry(1, 7, 10)))).ShouldBe([new(RowKind.UpdateBefore, 7, 18), new(RowKind.UpdateAfter, 7, 8)]);
        run.Skipped.ShouldBe(0);
    }

    [Fact]
    public void Record_of_a_stream_for_which_the_selector_throws_is_left_out_whole()
    {
        var run = Tables.RunOnStream(groups => groups.Sum(e => 10 / e.Value, TableRun<int, int, int>.Tested), policy: ErrorPolicy.Skip);
        run.Feed((RowKind.Insert, new Entry(1, 7, 5)), (RowKind.Insert, new Entry(1, 7, 0)), (RowKind.Insert, new Entry(1, 8, 0)), (RowKind.Insert, new Entry(1, 7, 1)));

        run.Table.ShouldBe(new Dictionary<int, int> { [7] = 12 });
        run.Skipped.ShouldBe(2);
    }

    [Fact]
    public void Sum_that_overflows_fails_with_its_group() =>
        Should.Throw<StreamProcessingException>(() =>
        {
            var run = Tables.RunOnStream(groups => groups.Sum(e => e.Value, TableRun<int, int, int>.Tested));
            run.Feed((RowKind.Insert, new Entry(1, 7, int.MaxValue)), (RowKind.Insert, new Entry(1, 7, 1)));
        }).Message.ShouldContain("The operator 'tested' failed for the record «Entry { Id = 1, Group = 7, Value = 1 }»");

    [Fact]
    public void Thousands_of_values_leave_the_smallest_when_they_go()
    {
        var run = Tables.RunOnTable(groups => groups.Min(e => e.Value, TableRun<int, int, int>.Tested));
        var empty = run.StateBytes;
        var random = new Random(3);
        var ids = Enumerable.Range(0, 5_000).OrderBy(_ => random.Next()).ToList();
        ids.ForEach(id => run.Feed((RowKind.Insert, Tables.Row(new Entry(id, 1, id / 2)))));
        run.Restart(3);
        var left = new SortedSet<int>(ids);
        foreach (var id in ids.OrderBy(_ => random.Next()).SkipLast(1))
        {
            run.Feed((RowKind.Delete, Tables.Row(new Entry(id, 1, id / 2))));
            left.Remove(id);
            run.Table[1].ShouldBe(left.Min / 2);
        }

        run.Feed((RowKind.Delete, Tables.Row(new Entry(left.Min, 1, left.Min / 2))));
        run.Table.ShouldBeEmpty();
        run.Restart(1);
        run.StateBytes.ShouldBeLessThan(empty + 2_000);
    }

    private static void Agree<T>(Func<RowGroups<Entry, int, int>, ChangeStream<int, T>> declare, Func<List<Entry>, T> expected) =>
        TableHistory.Any.Sample(
            history => history.Replay(
                Tables.RunOnTable(declare, history.Parallelism),
                Tables.Row,
                entries => entries.ByPlace.GroupBy(e => e.Group).ToDictionary(g => g.Key, g => expected([.. g]))),
            iter: 300);

    /// <summary>The largest value less the smallest.</summary>
    private sealed class Spread : IAggregateFunction<Entry, (int Min, int Max), int>
    {
        public (int Min, int Max) CreateAccumulator() => (int.MaxValue, int.MinValue);

        public (int Min, int Max) Add((int Min, int Max) accumulator, Entry record) => (Math.Min(accumulator.Min, record.Value), Math.Max(accumulator.Max, record.Value));

        public int GetResult((int Min, int Max) accumulator) => accumulator.Max - accumulator.Min;
    }
}
