using System.Buffers;
using System.Text.Json;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>Writes splits as JSON: for connectors whose splits are small and few, which is most.</summary>
/// <typeparam name="TSplit">A record that <see cref="JsonSerializer"/> reads back as it was.</typeparam>
/// <remarks>A property that is added later has its default in older checkpoints; anything else needs a serializer that knows versions.</remarks>
public sealed class JsonSplitSerializer<TSplit> : ISplitSerializer
    where TSplit : SourceSplit
{
    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public void Write(SourceSplit split, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(writer, (TSplit)split);
    }

    /// <inheritdoc/>
    public SourceSplit Read(ReadOnlyMemory<byte> bytes, int version)
    {
        try
        {
            if (version == Version && JsonSerializer.Deserialize<TSplit>(bytes.Span) is { Id: not null } split)
            {
                return split;
            }
        }
        catch (JsonException e)
        {
            throw new StreamProcessingException($"The JSON of a split is not that of a {typeof(TSplit).Name}: {e.Message}", e);
        }

        throw new StreamProcessingException($"The JSON of a split (version {version}) is not that of a {typeof(TSplit).Name}.");
    }
}
