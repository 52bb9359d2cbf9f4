using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Time;

public class WatermarkPointsTests
{
    private static readonly Gen<WatermarkPoint[]> Sequences =
        Gen.Select(Gen.Long[1, 20], Gen.Long[-30, 30], (period, phase) => new WatermarkPoint(period, phase)).Array[1, 3];

    [Fact]
    public void Next_point_is_the_smallest_one_after_the_watermark() =>
        Gen.Select(Sequences, Gen.Long[-100, 100]).Sample((sequences, watermark) =>
        {
            var expected = watermark + 1;
            while (!sequences.Any(s => (expected - s.Phase) % s.Period == 0))
            {
                expected++;
            }

            new WatermarkPoints(sequences).After(watermark).ShouldBe(expected);
        });

    [Fact]
    public void Next_point_is_right_at_both_ends_of_time() =>
        Gen.Select(Gen.Long[1, 1000], Gen.Long[-1000, 1000], Gen.Long[1, 5000], Gen.Bool).Sample((period, phase, distance, isEarly) =>
        {
            var watermark = isEarly ? Watermarks.Min + distance : Watermarks.Max - 2000 - distance;

            var next = new WatermarkPoints([new(period, phase)]).After(watermark);

            (next > watermark && (Int128)next - watermark <= period).ShouldBeTrue();
            (((Int128)next - phase) % period).ShouldBe(0);
        });

    [Fact]
    public void First_watermark_of_all_is_a_point() =>
        new WatermarkPoints([new(1000, 999)]).After(Watermarks.Min).ShouldBe(Watermarks.Min + 1);

    [Fact]
    public void Nothing_is_a_point_where_nothing_depends_on_one()
    {
        new WatermarkPoints([]).After(Watermarks.Min).ShouldBe(Watermarks.Max);
        new WatermarkPoints([]).After(0).ShouldBe(Watermarks.Max);
    }

    [Fact]
    public void No_point_lies_behind_the_end_of_time() =>
        new WatermarkPoints([new(1000, 0)]).After(Watermarks.Max - 5).ShouldBe(Watermarks.Max);
}
