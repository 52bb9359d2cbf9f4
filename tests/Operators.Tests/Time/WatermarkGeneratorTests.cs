using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Time;

public class WatermarkGeneratorTests
{
    [Fact]
    public void Bounded_generator_stays_one_millisecond_and_the_bound_behind_the_latest_record() =>
        Gen.Select(Gen.Long[-100, 100].Array[0, 30], Gen.Int[0, 50]).Sample((timestamps, bound) =>
        {
            var generator = WatermarkStrategy<int>.BoundedOutOfOrderness(TimeSpan.FromMilliseconds(bound)).CreateGenerator();

            generator.Advance(Batch(timestamps), 0, Watermarks.Max).ShouldBe(timestamps.Length);

            generator.Current.ShouldBe(timestamps.Length == 0 ? Watermarks.Min : timestamps.Max() - bound - 1);
        });

    [Fact]
    public void Generator_stops_behind_the_record_that_reaches_the_threshold()
    {
        var generator = WatermarkStrategy<int>.Monotonous().CreateGenerator();
        var batch = Batch([1, 5, 3, 10, 20]);

        generator.Advance(batch, 0, 9).ShouldBe(4);
        generator.Current.ShouldBe(9);
        generator.Advance(batch, 4, 100).ShouldBe(5);
        generator.Current.ShouldBe(19);
    }

    [Fact]
    public void Records_without_timestamp_do_not_move_the_watermark()
    {
        var generator = WatermarkStrategy<int>.BoundedOutOfOrderness(TimeSpan.FromSeconds(5)).CreateGenerator();

        generator.Advance(Batch([RecordBatch.NoTimestamp]), 0, Watermarks.Max);
        generator.Current.ShouldBe(Watermarks.Min);

        generator.Advance(Batch([10_000, RecordBatch.NoTimestamp, long.MinValue + 1]), 0, Watermarks.Max);
        generator.Current.ShouldBe(4_999);
    }

    [Fact]
    public void Punctuated_generator_takes_the_watermarks_of_the_records_and_never_goes_back()
    {
        var generator = WatermarkStrategy<int>.Punctuated((value, timestamp) => value < 0 ? timestamp + value : null).CreateGenerator();
        var batch = Batch([10, 20, 30, 40], values: [1, -5, -25, -1]);

        generator.Advance(batch, 0, 15).ShouldBe(2);
        generator.Current.ShouldBe(15);
        generator.Advance(batch, 2, 16).ShouldBe(4);
        generator.Current.ShouldBe(39);
    }

    [Fact]
    public void Restored_generator_goes_on_from_its_watermark()
    {
        var generator = WatermarkStrategy<int>.Monotonous().CreateGenerator();
        generator.Restore(50);

        generator.Advance(Batch([20]), 0, Watermarks.Max);
        generator.Current.ShouldBe(50);
        generator.Advance(Batch([70]), 0, Watermarks.Max);
        generator.Current.ShouldBe(69);
    }

    [Fact]
    public void Strategy_without_watermarks_never_promises_anything()
    {
        var generator = WatermarkStrategy<int>.None().CreateGenerator();

        generator.Advance(Batch([10, 20]), 0, 5).ShouldBe(2);

        generator.Current.ShouldBe(Watermarks.Min);
    }

    [Fact]
    public void Negative_bound_is_refused() =>
        Should.Throw<StreamProcessingException>(() => WatermarkStrategy<int>.BoundedOutOfOrderness(TimeSpan.FromMilliseconds(-1)))
            .Message.ShouldContain("must lie between zero and 365000 days");

    private static RecordBatch<int> Batch(long[] timestamps, int[]? values = null)
    {
        var batch = RecordBatch<int>.Rent();
        for (var i = 0; i < timestamps.Length; i++)
        {
            batch.Append(values?[i] ?? i, timestamps[i]);
        }

        return batch;
    }
}
