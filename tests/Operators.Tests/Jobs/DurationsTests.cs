using AkkaStreamProc.Operators.Jobs;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Jobs;

public class DurationsTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("0s", 0)]
    [InlineData("5s", 5_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("10m", 600_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("2d", 172_800_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    [InlineData("1m1.5s", 61_500)]
    [InlineData("01:30:00", 5_400_000)]
    [InlineData("1:30:00", 5_400_000)]
    [InlineData("23:59:59", 86_399_000)]
    [InlineData("00:00:00.250", 250)]
    [InlineData("1.02:00:00", 93_600_000)]
    public void Text_is_a_length_of_time(string text, long milliseconds) =>
        Durations.Parse("size", text).ShouldBe(TimeSpan.FromMilliseconds(milliseconds));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("-01:00:00")]
    [InlineData("5 s")]
    [InlineData("5S")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("24:00:00")]
    [InlineData("10:75:00")]
    [InlineData("1:30")]
    [InlineData("400000d")]
    [InlineData("79228162514264337593543950335d")]
    [InlineData("soon")]
    [InlineData("30m1h")]
    [InlineData("1h1h")]
    [InlineData("1h30")]
    [InlineData("h1")]
    [InlineData("1.s.")]
    [InlineData("365000d1ms")]
    public void Anything_else_is_refused_with_the_option_and_the_forms(string text)
    {
        var error = Should.Throw<StreamProcessingException>(() => Durations.Parse("size", text));

        error.Message.ShouldEndWith($"but is '{text}'.");
        error.Message.ShouldContain("'--size'");
        error.Message.ShouldContain("500ms, 5s, 10m, 1h30m, 2d or 01:30:00");
    }

    [Fact]
    public void Time_of_day_form_is_what_a_time_span_prints() =>
        Gen.Int[0, 86_399].Sample(seconds =>
            Durations.Parse("size", TimeSpan.FromSeconds(seconds).ToString()).ShouldBe(TimeSpan.FromSeconds(seconds)));
}
