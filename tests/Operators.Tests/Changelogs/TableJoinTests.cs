using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Keys;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Changelogs;

public class TableJoinTests
{
    private const string Name = TableRun<int, int, int>.Tested;

    [Theory]
    [InlineData("Join")]
    [InlineData("LeftJoin")]
    [InlineData("RightJoin")]
    [InlineData("FullJoin")]
    public void Joins_of_rows_in_groups_agree_with_the_naive_computation(string verb) =>
        TableHistory.Any.Sample(
            history =>
            {
                var run = new TableRun<Either<Row<int, Entry>, Row<int, Entry>>, JoinedKey<int, int, int>, string>(
                    job =>
                    {
                        var (first, second) = (job.Table("first").GroupBy(e => e.Group, Ttl.Never), job.Table("second").GroupBy(e => e.Group, Ttl.Never));
                        return verb switch
                        {
                            "Join" => first.Join(second, (f, s) => $"{f.Value}+{s.Value}", Name),
                            "LeftJoin" => first.LeftJoin(second, (f, s) => $"{f.Value}+{s?.Value}", Name),
                            "RightJoin" => first.RightJoin(second, (f, s) => $"{f?.Value}+{s.Value}", Name),
                            _ => first.FullJoin(second, (f, s) => $"{f?.Value}+{s?.Value}", Name),
                        };
                    },
                    row => KeyHash<int>.Of(Entry(row).Group),
                    history.Parallelism);

                Replay(history, run, (first, second) =>
                {
                    var groups = first.Concat(second).Select(e => e.Group).Distinct();
                    var table = new Dictionary<JoinedKey<int, int, int>, string>();
                    foreach (var group in groups)
                    {
                        var (f, s) = (first.Where(e => e.Group == group).ToList(), second.Where(e => e.Group == group).ToList());
                        f.ForEach(one => s.ForEach(other => table.Add(new(group, true, one.Id, true, other.Id), $"{one.Value}+{other.Value}")));
                        if (s.Count == 0 && verb is "LeftJoin" or "FullJoin" && s.Count == 0)
                        {
                            f.ForEach(one => table.Add(new(group, true, one.Id, false, default), $"{one.Value}+"));
                        }

                        if (f.Count == 0 && verb is "RightJoin" or "FullJoin" && f.Count == 0)
                        {
                            s.ForEach(other => table.Add(new(group, false, default, true, other.Id), $"+{other.Value}"));
                        }
                    }

                    return table;
                });
            },
            iter: 500);

    [Theory]
    [InlineData("Join")]
    [InlineData("LeftJoin")]
    [InlineData("RightJoin")]
    [InlineData("FullJoin")]
    public void Joins_of_rows_with_one_key_agree_with_the_naive_computation(string verb) =>
        TableHistory.Any.Sample(
            history =>
            {
                var run = new TableRun<Either<Row<int, Entry>, Row<int, Entry>>, int, string>(
                    job =>
                    {
                        var (first, second) = (job.Table("first"), job.Table("second"));
                        return verb switch
                        {
                            "Join" => first.Join(second, (f, s) => $"{f.Value}+{s.Value}", Ttl.Never, Name),
                            "LeftJoin" => first.LeftJoin(second, (f, s) => $"{f.Value}+{s?.Value}", Ttl.Never, Name),
                            "RightJoin" => first.RightJoin(second, (f, s) => $"{f?.Value}+{s.Value}", Ttl.Never, Name),
                            _ => first.FullJoin(second, (f, s) => $"{f?.Value}+{s?.Value}", Ttl.Never, Name),
                        };
                    },
                    row => KeyHash<int>.Of(Entry(row).Id),
                    history.Parallelism);

                Replay(history, run, (first, second) => Enumerable.Range(0, 10)
                    .Select(id => (Id: id, First: first.FirstOrDefault(e => e.Id == id), Second: second.FirstOrDefault(e => e.Id == id)))
                    .Where(r => (r.First is not null || r.Second is not null)
                        && (verb is "RightJoin" or "FullJoin" || r.First is not null)
                        && (verb is "LeftJoin" or "FullJoin" || r.Second is not null))
                    .ToDictionary(r => r.Id, r => $"{r.First?.Value}+{r.Second?.Value}"));
            },
            iter: 300);

    [Fact]
    public void Records_of_streams_are_rows_of_their_own_though_they_are_equal()
    {
        var run = new TableRun<Either<Row<long, Entry>, Row<long, Entry>>, JoinedKey<int, long, long>, string>(
            job => job.Stream("first").KeyBy(e => e.Group).Updating(Ttl.Never).LeftJoin(job.Stream("second").KeyBy(e => e.Group).Updating(Ttl.Never), (f, s) => $"{f.Value}+{s?.Value}", Name),
            row => KeyHash<int>.Of(row.IsFirst ? row.First.Value.Group : row.Second.Value.Group));
        Either<Row<long, Entry>, Row<long, Entry>> first(int value) => Either<Row<long, Entry>, Row<long, Entry>>.OfFirst(new(0, new Entry(1, 7, value)));
        Either<Row<long, Entry>, Row<long, Entry>> second(int value) => Either<Row<long, Entry>, Row<long, Entry>>.OfSecond(new(0, new Entry(1, 7, value)));

        run.Feed((RowKind.Insert, first(1)), (RowKind.Insert, first(1)));
        run.Table.Values.ShouldBe(["1+", "1+"]);
        run.Restart(3);
        run.Feed((RowKind.Insert, second(2))).Select(c => c.Kind).ShouldBe([RowKind.Delete, RowKind.Insert, RowKind.Delete, RowKind.Insert]);
        run.Feed((RowKind.Insert, second(2)));
        run.Table.Values.ShouldBe(["1+2", "1+2", "1+2", "1+2"]);
    }

    [Theory]
    [InlineData(RowKind.UpdateBefore)]
    [InlineData(RowKind.UpdateAfter)]
    [InlineData(RowKind.Delete)]
    public void Changes_from_a_source_are_no_records_of_a_stream_that_is_joined(RowKind kind)
    {
        TableRun<Either<Row<long, Entry>, Row<int, Entry>>, JoinedKey<int, long, int>, string> create() => new(
            job => job.Stream("first").KeyBy(e => e.Group).Updating(Ttl.Never).FullJoin(job.Table("second").GroupBy(e => e.Group, Ttl.Never), (f, s) => $"{f?.Value}+{s?.Value}", Name),
            row => KeyHash<int>.Of(row.IsFirst ? row.First.Value.Group : row.Second.Value.Group));
        var record = Either<Row<long, Entry>, Row<int, Entry>>.OfFirst(new(0, new Entry(1, 7, 1)));
        var row = Either<Row<long, Entry>, Row<int, Entry>>.OfSecond(new(1, new Entry(1, 7, 2)));

        // The table may change, and the stream not.
        var run = create();
        run.Feed((RowKind.Insert, record), (RowKind.Insert, row), (RowKind.UpdateBefore, row), (RowKind.UpdateAfter, row), (RowKind.Delete, row), (RowKind.UpdateAfter, row));
        run.Table.Values.ShouldBe(["1+2"]);
        Should.Throw<StreamProcessingException>(() => create().Feed([(RowKind.Insert, record), (RowKind.Insert, row), (kind, record), (RowKind.Insert, row)])).Message
            .ShouldStartWith("The operator 'tested' takes records, but its input has changes of rows");
        Should.Throw<StreamProcessingException>(() => create().Feed([(RowKind.UpdateBefore, record), (RowKind.UpdateAfter, record)])).Message
            .ShouldStartWith("The operator 'tested' takes records, but its input has changes of rows");
    }

    [Fact]
    public void Sides_that_keep_rows_for_different_times_cannot_be_joined()
    {
        var job = new JobBuilder("shop");
        var first = job.Table("first").GroupBy(e => e.Group, Ttl.AfterWrite(TimeSpan.FromHours(1)));
        var second = job.Table("second").GroupBy(e => e.Group, Ttl.AfterAccess(TimeSpan.FromHours(1)));
        Action[] joins =
        [
            () => first.Join(second, (f, s) => 0, Name), () => first.LeftJoin(second, (f, s) => 0, Name), () => first.RightJoin(second, (f, s) => 0, Name), () => first.FullJoin(second, (f, s) => 0, Name),
        ];

        foreach (var join in joins)
        {
            Should.Throw<StreamProcessingException>(join).Message.ShouldBe(
                "The sides of the join 'tested' keep rows for different times: one for 01:00:00 after it changed, the other for 01:00:00 after it was used. The rows of a group are kept together, so say the same for both.");
        }
    }

    [Fact]
    public void Group_that_has_expired_begins_anew_without_what_was_forgotten()
    {
        var run = new TableRun<Either<Row<int, Entry>, Row<int, Entry>>, JoinedKey<int, int, int>, string>(
            job =>
            {
                var ttl = Ttl.AfterWrite(TimeSpan.FromMinutes(1));
                return job.Table("first").GroupBy(e => e.Group, ttl).FullJoin(job.Table("second").GroupBy(e => e.Group, ttl), (f, s) => $"{f?.Value}+{s?.Value}", Name);
            },
            row => KeyHash<int>.Of(Entry(row).Group));
        run.Feed((RowKind.Insert, Of(true, new Entry(1, 7, 1))), (RowKind.Insert, Of(false, new Entry(1, 7, 10))));
        run.Runtime.Now += 59_999;
        run.Feed((RowKind.Insert, Of(true, new Entry(2, 7, 2))));
        run.Runtime.Now += 59_999;
        run.Feed((RowKind.Delete, Of(true, new Entry(1, 7, 1)))).Select(c => (c.Kind, c.Row)).ShouldBe([(RowKind.Delete, "1+10")]);
        run.Runtime.Now += 60_000;

        // What was emitted stays with whoever has it.
        run.Table.Clear();
        run.Feed((RowKind.Insert, Of(true, new Entry(3, 7, 3)))).Select(c => (c.Kind, c.Row)).ShouldBe([(RowKind.Insert, "3+")]);
        run.Feed((RowKind.Delete, Of(false, new Entry(1, 7, 10))), (RowKind.Delete, Of(true, new Entry(2, 7, 2)))).ShouldBeEmpty();
        run.Feed((RowKind.UpdateBefore, Of(false, new Entry(2, 7, 20))), (RowKind.UpdateAfter, Of(false, new Entry(2, 7, 21))));
        run.Table.Values.ShouldBe(["3+21"]);
        run.Skipped.ShouldBe(3);
    }

    [Fact]
    public void Rows_of_a_key_that_have_expired_are_forgotten_on_both_sides()
    {
        var run = new TableRun<Either<Row<int, Entry>, Row<int, Entry>>, int, string>(
            job => job.Table("first").FullJoin(job.Table("second"), (f, s) => $"{f?.Value}+{s?.Value}", Ttl.AfterWrite(TimeSpan.FromMinutes(1)), Name),
            row => KeyHash<int>.Of(Entry(row).Id));
        run.Feed((RowKind.Insert, Of(true, new Entry(1, 7, 1))), (RowKind.Insert, Of(false, new Entry(1, 7, 10))));
        run.Runtime.Now += 60_000;
        run.Table.Clear();

        run.Feed((RowKind.UpdateBefore, Of(true, new Entry(1, 7, 1))), (RowKind.UpdateAfter, Of(true, new Entry(1, 7, 2)))).Select(c => (c.Kind, c.Row)).ShouldBe([(RowKind.Insert, "2+")]);
        run.Feed((RowKind.Delete, Of(false, new Entry(1, 7, 10)))).ShouldBeEmpty();
        run.Table.Values.ShouldBe(["2+"]);
        run.Skipped.ShouldBe(2);
    }

    [Fact]
    public void Row_that_is_taken_back_and_not_known_is_dropped_and_counted()
    {
        var run = new TableRun<Either<Row<int, Entry>, Row<int, Entry>>, JoinedKey<int, int, int>, string>(
            job => job.Table("first").GroupBy(e => e.Group, Ttl.Never).FullJoin(job.Table("second").GroupBy(e => e.Group, Ttl.Never), (f, s) => $"{f}+{s}", Name),
            row => KeyHash<int>.Of(Entry(row).Group));
        run.Feed((RowKind.Delete, Of(true, new Entry(1, 7, 1))), (RowKind.Delete, Of(false, new Entry(1, 7, 1)))).ShouldBeEmpty();

        run.Skipped.ShouldBe(2);
    }

    private static void Replay<TKey>(
        TableHistory history, TableRun<Either<Row<int, Entry>, Row<int, Entry>>, TKey, string> run, Func<List<Entry>, List<Entry>, Dictionary<TKey, string>> expected)
        where TKey : notnull =>
        // Ids are those of one table: the even ones are of the first, as half of them, and the odd ones of the second.
        history.Replay(
            run,
            entry => Of(entry.Id % 2 == 0, entry with { Id = entry.Id / 2 }),
            entries => expected(
                [.. entries.ByPlace.Where(e => e.Id % 2 == 0).Select(e => e with { Id = e.Id / 2 })], [.. entries.ByPlace.Where(e => e.Id % 2 == 1).Select(e => e with { Id = e.Id / 2 })]));

    private static Either<Row<int, Entry>, Row<int, Entry>> Of(bool isFirst, Entry entry) => isFirst
        ? Either<Row<int, Entry>, Row<int, Entry>>.OfFirst(Tables.Row(entry))
        : Either<Row<int, Entry>, Row<int, Entry>>.OfSecond(Tables.Row(entry));

    private static Entry Entry(Either<Row<int, Entry>, Row<int, Entry>> row) => row.IsFirst ? row.First.Value : row.Second.Value;
}
