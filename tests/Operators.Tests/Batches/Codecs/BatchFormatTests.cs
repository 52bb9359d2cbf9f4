using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Batches.Codecs;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using static AkkaStreamProc.Operators.Tests.Batches.Codecs.CodecRecords;

namespace AkkaStreamProc.Operators.Tests.Batches.Codecs;

/// <summary>The committed file was written when the format got its version; a process of another build must read it.</summary>
public class BatchFormatTests
{
    private static readonly string Fixture = Path.Combine(AppContext.BaseDirectory, "Fixtures", "batch-v1.txt");

    private static readonly Order Paid = new(
        "ä1", -2, 1.5, true, 'x', 12.30m, new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc), new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.FromHours(8)),
        TimeSpan.FromTicks(77), Level.High, new Guid("00112233-4455-6677-8899-aabbccddeeff"), 9, new Point(3, 4), new Circle("round", 2));

    [Fact]
    public void Batches_of_today_are_written_as_the_committed_ones() => Lines().ShouldBe(File.ReadAllLines(Fixture));

    [Fact]
    public void Committed_batches_are_read_as_what_they_were()
    {
        var committed = File.ReadAllLines(Fixture).Select(Convert.FromHexString).ToList();

        var orders = (RecordBatch<Order?>)BatchCodec.Of(typeof(Order), StateSerializers.Default).Decode(committed[0]);
        orders.Values.ToArray().ShouldBe([Paid, null, Paid with { Id = null, Figure = null, Limit = null }]);
        orders.Timestamps.ToArray().ShouldBe([10, 20, RecordBatch.NoTimestamp]);
        orders.Watermarks[..3].ShouldBe([5, 5, 6]);
        orders.Kinds.ToArray().ShouldBe([RowKind.Insert, RowKind.Delete, RowKind.UpdateAfter]);

        var texts = (RecordBatch<string?>)BatchCodec.Of(typeof(string), StateSerializers.Default).Decode(committed[1]);
        texts.Values.ToArray().ShouldBe(["a", null, "", "\uD83D"]);
        texts.Columns.ShouldBe(BatchColumns.None);
    }

    private static IEnumerable<string> Lines()
    {
        var orders = RecordBatch<Order?>.Rent(3);
        orders.AddWatermarks();
        (orders.Watermarks[0], orders.Watermarks[1], orders.Watermarks[2]) = (5, 5, 6);
        orders.Append(Paid, 10, RowKind.Insert);
        orders.Append(null, 20, RowKind.Delete);
        orders.Append(Paid with { Id = null, Figure = null, Limit = null }, RecordBatch.NoTimestamp, RowKind.UpdateAfter);
        yield return Hex<Order>(orders);

        var texts = RecordBatch<string?>.Rent(4);
        texts.AppendRange(["a", null, "", "\uD83D"], 1);
        yield return Hex<string>(texts);
    }

    private static string Hex<T>(RecordBatch batch)
    {
        var writer = new SnapshotWriter();
        BatchCodec.Of(typeof(T), StateSerializers.Default).Encode(writer, batch);
        return Convert.ToHexString(writer.Written.Span);
    }
}
