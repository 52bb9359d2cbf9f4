using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Operators.Tests.Serialization;

public sealed class BadRecordSerializerTests
{
    [Fact]
    public void Readable_bytes_are_written_as_text()
    {
        var json = Serialize(BadRecord.Create("in.jsonl", 42, "not \"JSON\"", "{\"a\":\n é"u8));

        json.Select(p => p.Key).ShouldBe(["split", "position", "reason", "length", "text"]);
        ((string?)json["split"]).ShouldBe("in.jsonl");
        ((string?)json["position"]).ShouldBe("42");
        ((string?)json["reason"]).ShouldBe("not \"JSON\"");
        ((long)json["length"]!).ShouldBe(9);
        ((string?)json["text"]).ShouldBe("{\"a\":\n é");
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_written_as_base64()
    {
        byte[] raw = [0x61, 0xff, 0x62];

        var json = Serialize(BadRecord.Create("in.jsonl", 0, "not UTF-8", raw));

        json.ContainsKey("text").ShouldBeFalse();
        Convert.FromBase64String((string)json["base64"]!).ShouldBe(raw);
    }

    [Theory]
    [InlineData("é")]
    [InlineData("€")]
    [InlineData("😀")]
    public void Character_cut_at_the_limit_does_not_make_text_unreadable(string character)
    {
        var size = Encoding.UTF8.GetByteCount(character);
        for (var kept = 0; kept <= size; kept++)
        {
            var text = new string('x', BadRecord.MaxRawBytes - kept) + character + "yyyy";

            var json = Serialize(BadRecord.Create("in.jsonl", 0, "too long", Encoding.UTF8.GetBytes(text)));

            var expected = new string('x', BadRecord.MaxRawBytes - kept) + (kept == size ? character : "");
            ((string?)json["text"]).ShouldBe(expected);
            ((long)json["length"]!).ShouldBe(Encoding.UTF8.GetByteCount(text));
        }
    }

    [Fact]
    public void Record_takes_one_line()
    {
        var output = new ArrayBufferWriter<byte>();

        new BadRecordSerializer().Serialize(BadRecord.Create("a\nb", 0, "line\nfeed", "x\ny"u8), output);

        output.WrittenSpan.Contains((byte)'\n').ShouldBeFalse();
    }

    private static JsonObject Serialize(BadRecord record)
    {
        var output = new ArrayBufferWriter<byte>();
        new BadRecordSerializer().Serialize(record, output);
        return JsonNode.Parse(output.WrittenSpan)!.AsObject();
    }
}
