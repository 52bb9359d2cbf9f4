using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AkkaStreamProc.Operators.Serialization;

/// <summary>Decodes UTF-8 JSON with System.Text.Json metadata, preferably source-generated.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// A record is bad when it is not valid UTF-8 or JSON, is <c>null</c>, has trailing content, lacks a <c>required</c>
/// member, or has a value its type cannot hold.
/// </remarks>
public sealed class JsonDeserializer<T>(JsonTypeInfo<T> typeInfo) : IDeserializer<T>
{
    /// <inheritdoc/>
    public bool TryDeserialize(ReadOnlySpan<byte> data, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            value = JsonSerializer.Deserialize(data, typeInfo);
            reason = value is null ? "the value is null" : null;
            return reason is null;
        }
        catch (JsonException e)
        {
            value = default;
            reason = e.Message;
            return false;
        }
    }
}
