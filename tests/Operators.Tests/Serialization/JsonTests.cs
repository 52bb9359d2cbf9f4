using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AkkaStreamProc.Operators.Tests.Serialization;

public class JsonTests
{
    public sealed record Order
    {
        public required int Id { get; init; }

        public string? Customer { get; init; }

        public byte Level { get; init; }
    }

    private static readonly JsonTypeInfo<Order> Info =
        (JsonTypeInfo<Order>)new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }.GetTypeInfo(typeof(Order));

    private readonly JsonDeserializer<Order> _deserializer = new(Info);

    [Theory]
    [InlineData("""{"Id":1,"Customer":"Zoë 🚀","Level":255}""")]
    [InlineData("""{"Id":-7,"Customer":null,"Level":0}""")]
    public void Record_comes_back_as_it_was_written(string json)
    {
        _deserializer.TryDeserialize(Encoding.UTF8.GetBytes(json), out var order, out var reason).ShouldBeTrue(reason);
        var output = new ArrayBufferWriter<byte>();

        new JsonRecordSerializer<Order>(Info).Serialize(order, output);

        _deserializer.TryDeserialize(output.WrittenSpan, out var back, out _).ShouldBeTrue();
        back.ShouldBe(order);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"Customer":"a"}""")]
    [InlineData("""{"Id":1} x""")]
    [InlineData("""{"Id":1,"Level":256}""")]
    [InlineData("""{"Id":"1"}""")]
    [InlineData("""{"Id":1,"Customer":"\uD800"}""")]
    public void Bytes_that_are_no_record_come_with_the_reason(string json)
    {
        _deserializer.TryDeserialize(Encoding.UTF8.GetBytes(json), out var order, out var reason).ShouldBeFalse();

        order.ShouldBeNull();
        reason.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Bytes_that_are_no_text_come_with_the_reason()
    {
        byte[] data = [.. """{"Id":1,"Customer":"""u8, (byte)'"', 0xC3, 0x28, (byte)'"', (byte)'}'];

        _deserializer.TryDeserialize(data, out _, out var reason).ShouldBeFalse();

        reason.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Serializer_appends_to_what_is_there()
    {
        var output = new ArrayBufferWriter<byte>();
        var serializer = new JsonRecordSerializer<Order>(Info);

        serializer.Serialize(new Order { Id = 1 }, output);
        serializer.Serialize(new Order { Id = 2 }, output);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("""{"Id":1,"Customer":null,"Level":0}{"Id":2,"Customer":null,"Level":0}""");
    }
}
