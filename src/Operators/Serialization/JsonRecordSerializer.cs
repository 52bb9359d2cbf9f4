using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AkkaStreamProc.Operators.Serialization;

/// <summary>Encodes records as UTF-8 JSON with System.Text.Json metadata, preferably source-generated.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
public sealed class JsonRecordSerializer<T>(JsonTypeInfo<T> typeInfo) : ISerializer<T>
{
    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <inheritdoc/>
    public void Serialize(T value, IBufferWriter<byte> output)
    {
        var writer = _writer ??= new Utf8JsonWriter(output);
        writer.Reset(output);
        JsonSerializer.Serialize(writer, value, typeInfo);
        writer.Flush();
    }
}
