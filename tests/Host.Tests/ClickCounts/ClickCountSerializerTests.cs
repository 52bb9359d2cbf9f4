using System.Buffers;
using System.Text;
using AkkaStreamProc.Examples.ClickCounts;

namespace AkkaStreamProc.Host.Tests.ClickCounts;

public class ClickCountSerializerTests
{
    [Fact]
    public void Count_is_written_with_times_in_utc_and_milliseconds() =>
        Encode(new ClickCount("u\"1\" ü", 1_704_067_200_000, 1_704_070_800_000, 42))
            .ShouldBe("""{"user_id":"u\"1\" ü","window_start":"2024-01-01T00:00:00.000Z","window_end":"2024-01-01T01:00:00.000Z","count":42}""");

    [Theory]
    [InlineData(253_402_300_800_000, "+10000-01-01T00:00:00.000Z")]
    [InlineData(253_402_300_800_001, "+10000-01-01T00:00:00.001Z")]
    [InlineData(253_402_300_800_000 + 146_097L * 86_400_000, "+10400-01-01T00:00:00.000Z")]
    public void Window_that_ends_behind_the_calendar_is_written_with_a_sign(long end, string text) =>
        Encode(new ClickCount("u", 253_402_297_200_000, end, 1)).ShouldContain($"\"window_end\":\"{text}\"");

    private static string Encode(ClickCount count)
    {
        var line = new ArrayBufferWriter<byte>();
        new ClickCountSerializer().Serialize(count, line);
        return Encoding.UTF8.GetString(line.WrittenSpan);
    }
}
