using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AkkaStreamProc;

/// <summary>Encodes records as UTF-8 JSON with System.Text.Json metadata, preferably source-generated.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// Writes one line whatever the metadata says about indentation, because line feeds separate records in files and
/// topics. What is escaped is decided by the <see cref="JsonSerializerOptions.Encoder"/> of the metadata.
/// </remarks>
public sealed class JsonRecordSerializer<T>(JsonTypeInfo<T> typeInfo) : ISerializer<T>
{
    [ThreadStatic]
    private static (Utf8JsonWriter Writer, JavaScriptEncoder? Encoder)? _cached;

    private readonly JavaScriptEncoder? _encoder = typeInfo.Options.Encoder;

    /// <summary>Encodes by reflection, where nothing is trimmed.</summary>
    /// <param name="options">How; read-only from now on. Unless given: names in camel case.</param>
    public JsonRecordSerializer(JsonSerializerOptions? options = null)
        : this(JsonByReflection.TypeInfo<T>(options))
    {
    }

    /// <inheritdoc/>
    public void Serialize(T value, IBufferWriter<byte> output)
    {
        var writer = WriterTo(output);
        JsonSerializer.Serialize(writer, value, typeInfo);
        writer.Flush();
    }

    private Utf8JsonWriter WriterTo(IBufferWriter<byte> output)
    {
        if (_cached is { } cached && cached.Encoder == _encoder)
        {
            cached.Writer.Reset(output);
            return cached.Writer;
        }

        var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = _encoder });
        _cached = (writer, _encoder);
        return writer;
    }
}
