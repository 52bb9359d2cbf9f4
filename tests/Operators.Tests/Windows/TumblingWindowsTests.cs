using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Windows;

public class TumblingWindowsTests
{
    [Fact]
    public void Every_moment_lies_in_exactly_the_window_that_starts_at_offset_and_multiple_of_size() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Int[-200_000, 200_000], Gen.Long[-1_000_000_000_000, 4_000_000_000_000]).Sample((size, offset, moment) =>
        {
            var windows = TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(size), TimeSpan.FromMilliseconds(offset));

            var start = windows.StartOf(moment);

            (start <= moment && moment < start + size).ShouldBeTrue();
            ((start - offset) % size).ShouldBe(0);
            windows.OffsetMs.ShouldBeInRange(0, size - 1);
        });

    [Fact]
    public void Days_begin_at_midnight_in_China_with_an_offset_of_minus_eight_hours()
    {
        var days = TumblingWindows.OfEventTime(TimeSpan.FromDays(1), TimeSpan.FromHours(-8));
        var noonInChina = new DateTimeOffset(2024, 5, 1, 12, 0, 0, TimeSpan.FromHours(8));

        days.StartOf(noonInChina.ToUnixTimeMilliseconds()).ShouldBe(noonInChina.AddHours(-12).ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-10_000)]
    [InlineData(5_000)]
    public void Size_that_is_no_whole_number_of_milliseconds_is_refused(long ticks) =>
        Should.Throw<StreamProcessingException>(() => TumblingWindows.OfEventTime(TimeSpan.FromTicks(ticks))).Message.ShouldContain("whole milliseconds");

    [Fact]
    public void Lateness_is_refused_where_it_makes_no_sense()
    {
        var keyed = new JobBuilder("job").FromSource(new IdleSource<Sale>(), WatermarkStrategy<Sale>.None()).KeyBy(s => s.Shop);

        Should.Throw<StreamProcessingException>(() => keyed.Window(TumblingWindows.OfEventTime(TimeSpan.FromSeconds(1))).AllowedLateness(TimeSpan.FromTicks(-1)))
            .Message.ShouldContain("allowed lateness");
        Should.Throw<StreamProcessingException>(() => keyed.Window(TumblingWindows.OfProcessingTime(TimeSpan.FromSeconds(1))).AllowedLateness(TimeSpan.FromSeconds(1)))
            .Message.ShouldContain("processing time");
    }
}
