using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Storage;

/// <summary>The small files of the data directory as JSON, which a person can read.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CatalogFile))]
[JsonSerializable(typeof(GroupFile))]
[JsonSerializable(typeof(ProducerIdFile))]
internal sealed partial class StorageJson : JsonSerializerContext
{
    public static void Write<T>(string path, T content, JsonTypeInfo<T> type, bool flush) =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(content, type), flush);

    /// <exception cref="EmbeddedKafkaDirectoryException">The file is not what this broker writes.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException exception)
        {
            throw new EmbeddedKafkaDirectoryException($"The file {path} cannot be understood: {exception.Message} Restore it, or start with an empty data directory.", exception);
        }
    }
}
