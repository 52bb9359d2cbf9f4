using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AkkaStreamProc.Operators.Tests.Serialization;

public sealed class JsonRecordSerializerTests
{
    [Fact]
    public void Record_is_one_line_also_with_indenting_metadata()
    {
        var serializer = new JsonRecordSerializer<int[]>(TypeInfo<int[]>(new JsonSerializerOptions { WriteIndented = true }));

        Text(serializer, [1, 2]).ShouldBe("[1,2]");
    }

    [Fact]
    public void Encoder_of_the_metadata_decides_what_is_escaped()
    {
        var strict = new JsonRecordSerializer<string>(TypeInfo<string>(new JsonSerializerOptions()));
        var relaxed = new JsonRecordSerializer<string>(TypeInfo<string>(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

        Text(strict, "é").ShouldBe("\"\\u00E9\"");
        Text(relaxed, "é").ShouldBe("\"é\"");
        Text(strict, "é").ShouldBe("\"\\u00E9\"");
    }

    [Fact]
    public void Record_after_one_that_failed_is_written_whole()
    {
        var serializer = new JsonRecordSerializer<IEnumerable<int>>(TypeInfo<IEnumerable<int>>(new JsonSerializerOptions()));
        Should.Throw<InvalidOperationException>(() => Text(serializer, Failing()));

        Text(serializer, [1, 2]).ShouldBe("[1,2]");
    }

    private static IEnumerable<int> Failing()
    {
        yield return 1;
        throw new InvalidOperationException("No more.");
    }

    private static string Text<T>(JsonRecordSerializer<T> serializer, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        serializer.Serialize(value, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static JsonTypeInfo<T> TypeInfo<T>(JsonSerializerOptions options)
    {
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver();
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }
}
