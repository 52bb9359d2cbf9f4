using AkkaStreamProc.Operators.Batches;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Batches;

public class BatchColumnsTests
{
    private static readonly Gen<Row> AnyRow = Gen.Select(Gen.Int[0, 99], Gen.Long[-50, 50], Gen.Long[0, 9], Gen.Enum<RowKind>()).Select((v, t, w, k) => new Row($"{v}", t, w, k));

    private enum Verb
    {
        Append,
        AppendWithKind,
        AppendFrom,
        AppendRange,
        AppendSpans,
        AppendSpanWithOneTime,
        Slice,
        Copy,
        RemoveAt,
        Move,
        Truncate,
        ReturnAndRent,
    }

    [Fact]
    public void All_columns_stay_in_step_whatever_is_done() =>
        Gen.Select(Gen.Bool, Gen.Select(Gen.Enum<Verb>(), AnyRow, Gen.Int[0, 1000], Gen.Int[0, 1000]).Array[1, 60], AnyRow.Array[0, 12], Gen.Bool, Gen.Bool).Sample(
            (hasWatermarks, steps, source, sourceHasWatermarks, sourceHasKinds) =>
            {
                var batch = Rent(hasWatermarks);
                var model = new List<Row>();
                var other = Batch(source, sourceHasWatermarks, sourceHasKinds);
                var others = Rows(other);
                foreach (var (verb, row, a, b) in steps)
                {
                    if (model.Count + others.Count < batch.Capacity)
                    {
                        Do(verb, row, a, b, ref batch, model, other, others);
                    }

                    if (batch.HasWatermarks)
                    {
                        // Records from before the column, and those of a batch without one, say nothing.
                        Rows(batch).ShouldBe(model);
                    }
                    else
                    {
                        Rows(batch).ShouldBe(model.Select(r => r with { Watermark = long.MinValue }));
                    }
                }

                batch.Return();
                other.Return();
            });

    [Fact]
    public void Batch_has_no_kinds_until_one_is_no_insert()
    {
        var batch = RecordBatch<string>.Rent(4);
        batch.Append("a", 1, RowKind.Insert);

        batch.HasKinds.ShouldBeFalse();
        batch.Kinds.Length.ShouldBe(0);
        batch.KindAt(0).ShouldBe(RowKind.Insert);

        batch.Append("b", 2, RowKind.Delete);

        batch.HasKinds.ShouldBeTrue();
        batch.Kinds.ToArray().ShouldBe([RowKind.Insert, RowKind.Delete]);
    }

    [Fact]
    public void Returned_batch_comes_back_without_kinds_of_its_former_life()
    {
        var batch = RecordBatch<Row>.Rent(4);
        batch.Append(new Row("a", 1, 0, default), 1, RowKind.Delete);
        batch.Return();

        var again = RecordBatch<Row>.Rent(4);
        again.ShouldBeSameAs(batch);
        again.HasKinds.ShouldBeFalse();
        again.Append(new Row("b", 2, 0, default), 2);
        again.Append(new Row("c", 3, 0, default), 3, RowKind.UpdateAfter);
        again.Kinds.ToArray().ShouldBe([RowKind.Insert, RowKind.UpdateAfter]);
    }

    [Fact]
    public void Ranges_that_do_not_fit_are_refused_and_change_nothing()
    {
        var batch = RecordBatch<int>.Rent(RecordBatch.SmallCapacity);
        var other = RecordBatch<int>.Rent(RecordBatch.DefaultCapacity);
        other.AppendRange(Enumerable.Range(0, 200).ToArray(), 5);

        Should.Throw<ArgumentException>(() => batch.AppendRange(other, 0, 129)).Message.ShouldContain("cannot take 129 more");
        Should.Throw<ArgumentException>(() => batch.AppendRange(other, 150, 51));
        Should.Throw<ArgumentException>(() => batch.AppendRange(other, -1, 1));
        Should.Throw<ArgumentException>(() => batch.AppendRange(new int[129], 1));
        Should.Throw<ArgumentException>(() => batch.AppendRange([1, 2], [1L])).Message.ShouldContain("2 records and 1 timestamps");
        Should.Throw<IndexOutOfRangeException>(() => batch.AppendFrom(other, 200));

        batch.Count.ShouldBe(0);
    }

    private static void Do(
        Verb verb, Row row, int a, int b, ref RecordBatch<string> batch, List<Row> model, RecordBatch<string> other, List<Row> others)
    {
        var count = model.Count;
        switch (verb)
        {
            case Verb.Append:
                model.Add(Append(batch, row with { Kind = RowKind.Insert }));
                break;
            case Verb.AppendWithKind:
                if (batch.HasWatermarks)
                {
                    batch.Watermarks[batch.Count] = row.Watermark;
                }

                batch.Append(row.Value, row.Timestamp, row.Kind);
                model.Add(batch.HasWatermarks ? row : row with { Watermark = long.MinValue });
                break;
            case Verb.AppendFrom when others.Count > 0:
                batch.AppendFrom(other, a % others.Count);
                model.Add(others[a % others.Count]);
                break;
            case Verb.AppendRange:
                var start = a % (others.Count + 1);
                var length = b % (others.Count - start + 1);
                batch.AppendRange(other, start, length);
                model.AddRange(others.Skip(start).Take(length));
                break;
            case Verb.AppendSpans:
                batch.AppendRange([row.Value, "x"], [row.Timestamp, 7L]);
                model.AddRange([new Row(row.Value, row.Timestamp, long.MinValue, default), new Row("x", 7, long.MinValue, default)]);
                break;
            case Verb.AppendSpanWithOneTime:
                batch.AppendRange(["y", row.Value], row.Timestamp);
                model.AddRange([new Row("y", row.Timestamp, long.MinValue, default), new Row(row.Value, row.Timestamp, long.MinValue, default)]);
                break;
            case Verb.Slice:
                var from = a % (count + 1);
                var slice = batch.Slice(from, b % (count - from + 1));
                Rows(slice).ShouldBe(Rows(batch).Skip(from).Take(slice.Count));
                slice.Return();
                break;
            case Verb.Copy:
                var copy = batch.Copy();
                batch.Return();
                batch = copy;
                break;
            case Verb.RemoveAt when count > 0:
                batch.RemoveAt(a % count);
                model.RemoveAt(a % count);
                break;
            case Verb.Move when count > 0:
                batch.Move(a % count, b % (a % count + 1));
                model[b % (a % count + 1)] = model[a % count];
                break;
            case Verb.Truncate:
                var kept = a % (count + 1);
                batch.Truncate(kept);
                model.RemoveRange(kept, count - kept);
                break;
            case Verb.ReturnAndRent:
                var had = batch.HasWatermarks;
                batch.Return();
                batch = Rent(had);
                model.Clear();
                break;
        }
    }

    private static Row Append(RecordBatch<string> batch, Row row)
    {
        if (batch.HasWatermarks)
        {
            batch.Append(row.Value, row.Timestamp, row.Watermark);
            return row;
        }

        batch.Append(row.Value, row.Timestamp);
        return row with { Watermark = long.MinValue };
    }

    private static RecordBatch<string> Batch(IEnumerable<Row> rows, bool hasWatermarks, bool hasKinds)
    {
        var batch = Rent(hasWatermarks);
        foreach (var row in rows)
        {
            if (hasWatermarks)
            {
                batch.Watermarks[batch.Count] = row.Watermark;
            }

            batch.Append(row.Value, row.Timestamp, hasKinds ? row.Kind : RowKind.Insert);
        }

        return batch;
    }

    private static RecordBatch<string> Rent(bool hasWatermarks)
    {
        var batch = RecordBatch<string>.Rent(4);
        if (hasWatermarks)
        {
            batch.AddWatermarks();
        }

        return batch;
    }

    private static List<Row> Rows(RecordBatch<string> batch) =>
        [.. Enumerable.Range(0, batch.Count).Select(i => new Row(batch.Values[i], batch.Timestamps[i], batch.HasWatermarks ? batch.Watermarks[i] : long.MinValue, batch.KindAt(i)))];

    private sealed record Row(string Value, long Timestamp, long Watermark, RowKind Kind);
}
