using System.Buffers;
using System.Text;
using AkkaStreamProc.Examples.ClickCounts;
using CsCheck;

namespace AkkaStreamProc.Host.Tests.ClickCounts;

public class ClickDeserializerTests
{
    private const long LastMs = 253_402_300_799_999;

    private static readonly Gen<string> Text = Gen.String[Gen.Char.Where(c => !char.IsSurrogate(c)), 0, 20];

    private static readonly Gen<Click> Clicks = Gen.Select(Text, Text, Gen.Long[0, LastMs], (user, url, time) => new Click(user, url, time));

    [Fact]
    public void Click_survives_its_own_serializer() => Clicks.Sample(click =>
    {
        var line = new ArrayBufferWriter<byte>();
        new ClickSerializer().Serialize(click, line);
        return Decode(line.WrittenSpan.ToArray()) == click;
    });

    [Fact]
    public void Click_cut_anywhere_is_bad_and_never_throws() => Gen.Select(Clicks, Gen.Double[0, 0.99]).Sample((click, share) =>
    {
        var line = new ArrayBufferWriter<byte>();
        new ClickSerializer().Serialize(click, line);
        var cut = line.WrittenSpan[..(int)(share * line.WrittenCount)];
        return !new ClickDeserializer().TryDeserialize(cut, out _, out var reason) && reason.Length > 0;
    });

    [Fact]
    public void Any_bytes_are_decoded_or_bad_and_never_throw() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        var isClick = new ClickDeserializer().TryDeserialize(bytes, out var click, out var reason);
        return isClick ? click is not null : reason!.Length > 0;
    });

    [Theory]
    [InlineData("1704067200123")]
    [InlineData("1704067200123.9")]
    [InlineData("1.704067200123e12")]
    [InlineData("\"1704067200123\"")]
    [InlineData("\"2024-01-01T00:00:00.123Z\"")]
    [InlineData("\"2024-01-01T00:00:00.123\"")]
    [InlineData("\"2024-01-01 00:00:00.123\"")]
    [InlineData("\"2024-01-01T00:00:00,1239999999Z\"")]
    [InlineData("\"2024-01-01T01:30:00.123+01:30\"")]
    [InlineData("\"2023-12-31T16:00:00.123-0800\"")]
    [InlineData("\"2024-01-01T08:00:00.123+08\"")]
    [InlineData("\"2024-01-01T00:00:00.123\\u005A\"")]
    public void Time_is_understood_in_every_form(string time) =>
        Decode($$"""{"user_id":"u","url":"/","event_time":{{time}}}""").ShouldBe(new Click("u", "/", 1_704_067_200_123));

    [Theory]
    [InlineData("\"1970-01-01T00:00:00Z\"", 0)]
    [InlineData("\"9999-12-31T23:59:59.999Z\"", LastMs)]
    [InlineData("\"2024-02-29\"", 1_709_164_800_000)]
    [InlineData("\"2000-02-29T12:00\"", 951_825_600_000)]
    [InlineData("0", 0)]
    [InlineData("253402300799999", LastMs)]
    public void Time_at_a_border_is_understood(string time, long expected) =>
        Decode($$"""{"user_id":"u","url":"/","event_time":{{time}}}""").EventTime.ShouldBe(expected);

    [Fact]
    public void Iso_time_agrees_with_the_base_library() => Gen.Long[0, LastMs].Sample(ms =>
    {
        var text = DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-ddTHH:mm:ss.fffK", System.Globalization.CultureInfo.InvariantCulture);
        return Decode($$"""{"user_id":"u","url":"/","event_time":"{{text}}"}""").EventTime == ms;
    });

    [Theory]
    [InlineData("\"2024-02-30T00:00:00Z\"")]
    [InlineData("\"2023-02-29T00:00:00Z\"")]
    [InlineData("\"1900-02-29T00:00:00Z\"")]
    [InlineData("\"2024-13-01T00:00:00Z\"")]
    [InlineData("\"2024-00-01T00:00:00Z\"")]
    [InlineData("\"2024-01-01T25:00:00Z\"")]
    [InlineData("\"2024-01-01T24:00:00Z\"")]
    [InlineData("\"2024-01-01T00:60:00Z\"")]
    [InlineData("\"2024-01-01T00:00:60Z\"")]
    [InlineData("\"2024-01-01T00:00:00+24:00\"")]
    [InlineData("\"2024-01-01T00:00:00.Z\"")]
    [InlineData("\"2024-01-01T00:00:00Zx\"")]
    [InlineData("\"2024-01-01T\"")]
    [InlineData("\"1969-12-31T23:59:59.999Z\"")]
    [InlineData("\"1970-01-01T00:00:00+01:00\"")]
    [InlineData("\"9999-12-31T23:59:59.999-01:00\"")]
    [InlineData("\"10000-01-01T00:00:00Z\"")]
    [InlineData("-1")]
    [InlineData("-0.5")]
    [InlineData("253402300800000")]
    [InlineData("1e300")]
    [InlineData("99999999999999999999")]
    [InlineData("\"99999999999999999999\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"+1\"")]
    [InlineData("\"\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"yesterday\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("{\"ms\":1}")]
    public void Impossible_time_is_bad_with_a_reason_that_names_the_field(string time) =>
        Reason($$"""{"user_id":"u","url":"/","event_time":{{time}}}""").ShouldStartWith("event_time ");

    [Theory]
    [InlineData("""{"url":"/","event_time":1}""", "user_id is missing")]
    [InlineData("""{"user_id":"u","event_time":1}""", "url is missing")]
    [InlineData("""{"user_id":"u","url":"/"}""", "event_time is missing")]
    [InlineData("""{"user_id":null,"url":"/","event_time":1}""", "user_id is null, not a string")]
    [InlineData("""{"user_id":7,"url":"/","event_time":1}""", "user_id is a number, not a string")]
    [InlineData("""{"user_id":"u","url":["/"],"event_time":1}""", "url is an array, not a string")]
    [InlineData("""["u","/",1]""", "an array instead of an object")]
    [InlineData("null", "null instead of an object")]
    public void Field_that_is_missing_or_of_another_type_is_named(string line, string reason) => Reason(line).ShouldBe(reason);

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("{\"user_id\":\"u\",\"url\":\"/\",\"event_time\":NaN}")]
    [InlineData("{\"user_id\":\"u\",\"url\":\"/\",\"event_time\":1")]
    [InlineData("{\"user_id\":\"u\",\"url\":\"/\",\"event_time\":1} x")]
    [InlineData("{\"user_id\":\"u\",\"url\":\"/\",\"event_time\":1}{}")]
    [InlineData("{\"user_id\":\"u\",\"url\":\"/\",\"event_time\":1,}")]
    [InlineData("{'user_id':'u','url':'/','event_time':1}")]
    public void Line_that_is_no_json_is_bad(string line) => Reason(line).ShouldStartWith("no JSON");

    [Fact]
    public void Half_of_a_surrogate_pair_in_a_name_is_bad() =>
        Reason("""{"user_id":"\ud800","url":"/","event_time":1}""").ShouldBe("a string has an escape that stands for no character");

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(60)]
    public void Line_that_is_not_utf8_is_bad_wherever_the_byte_stands(int position)
    {
        var line = Encoding.UTF8.GetBytes("""{"user_id":"uuu","url":"/","event_time":1,"extra":"a long enough value"}""");
        line[position] = 0xFF;

        new ClickDeserializer().TryDeserialize(line, out _, out var reason).ShouldBeFalse();

        reason.ShouldBe("not valid UTF-8");
    }

    [Fact]
    public void Unknown_fields_are_ignored_and_the_last_of_equal_fields_counts() =>
        Decode("""{"extra":{"user_id":[1,{"a":2}]},"user_id":7,"url":"/a","event_time":"never","user_id":"ü","url":"/b","event_time":5,"more":null}""")
            .ShouldBe(new Click("ü", "/b", 5));

    private static Click Decode(string line) => Decode(Encoding.UTF8.GetBytes(line));

    private static Click Decode(byte[] line)
    {
        new ClickDeserializer().TryDeserialize(line, out var click, out var reason).ShouldBeTrue(reason);
        return click!;
    }

    private static string Reason(string line)
    {
        new ClickDeserializer().TryDeserialize(Encoding.UTF8.GetBytes(line), out _, out var reason).ShouldBeFalse();
        return reason!;
    }
}
