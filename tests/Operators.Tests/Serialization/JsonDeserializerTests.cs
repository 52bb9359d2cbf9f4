using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AkkaStreamProc.Operators.Tests.Serialization;

public sealed class JsonDeserializerTests
{
    private static readonly JsonDeserializer<Click> Deserializer = new(TypeInfo<Click>());

    [Fact]
    public void Record_with_all_members_is_decoded()
    {
        Deserializer.TryDeserialize("{\"user\":\"Zoë\",\"count\":3}"u8, out var click, out var reason).ShouldBeTrue();

        click.ShouldBe(new Click { User = "Zoë", Count = 3 });
        reason.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"count\":3}")]
    [InlineData("{\"user\":\"a\",\"count\":3} x")]
    [InlineData("{\"user\":\"a\",\"count\":3}{}")]
    [InlineData("{\"user\":\"a\",\"count\":\"3\"}")]
    [InlineData("{\"user\":\"a\",\"count\":3000000000}")]
    [InlineData("{\"user\":\"\\ud800\",\"count\":3}")]
    [InlineData("{\"user\":\"a\",\"count\":-1}")]
    public void Record_that_its_type_cannot_hold_is_bad_with_a_reason(string json)
    {
        Deserializer.TryDeserialize(Encoding.UTF8.GetBytes(json), out _, out var reason).ShouldBeFalse();

        reason.ShouldNotBeNullOrWhiteSpace();
    }

    [Theory]
    [InlineData("{\"user\":\"a?b\",\"count\":3}")]
    [InlineData("{\"user\":\"a\",\"count\":3,\"other\":\"?\"}")]
    [InlineData("{\"user\":\"a\",\"count\":3,\"?\":1}")]
    public void Invalid_utf8_is_bad_wherever_it_stands(string json)
    {
        foreach (byte[] invalid in (byte[][])[[0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0x80]])
        {
            var at = json.IndexOf('?', StringComparison.Ordinal);
            byte[] data = [.. Encoding.UTF8.GetBytes(json[..at]), .. invalid, .. Encoding.UTF8.GetBytes(json[(at + 1)..])];

            Deserializer.TryDeserialize(data, out _, out var reason).ShouldBeFalse();

            reason.ShouldBe("the bytes are not valid UTF-8");
        }
    }

    private static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)new JsonSerializerOptions
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    }.GetTypeInfo(typeof(T));

    private sealed record Click
    {
        private readonly int _count;

        [JsonRequired]
        public string User { get; init; } = "";

        public int Count
        {
            get => _count;
            init => _count = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), "A count is not negative.");
        }
    }
}
