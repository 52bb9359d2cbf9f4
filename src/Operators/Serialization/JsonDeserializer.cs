using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace AkkaStreamProc;

/// <summary>Decodes UTF-8 JSON with System.Text.Json metadata, preferably source-generated.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// A record is bad when it is not valid UTF-8 or JSON, is <c>null</c>, has trailing content, lacks a <c>required</c>
/// member, or has a value its type cannot hold, also where a constructor or converter of the type finds so by throwing
/// an <see cref="ArgumentException"/>, a <see cref="FormatException"/> or an <see cref="OverflowException"/>.
/// </remarks>
public sealed class JsonDeserializer<T>(JsonTypeInfo<T> typeInfo) : IDeserializer<T>
{
    /// <summary>Decodes by reflection, where nothing is trimmed.</summary>
    /// <param name="options">
    /// How; read-only from now on. Unless given: names in camel case or any other, and a record is bad as well when it lacks
    /// a parameter of its constructor or has a null where its type allows none.
    /// </param>
    public JsonDeserializer(JsonSerializerOptions? options = null)
        : this(JsonByReflection.TypeInfo<T>(options))
    {
    }

    /// <inheritdoc/>
    public bool TryDeserialize(ReadOnlySpan<byte> data, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? reason)
    {
        value = default;

        // System.Text.Json notices invalid bytes only in the strings it materializes, not in what it skips.
        if (!Utf8.IsValid(data))
        {
            reason = "the bytes are not valid UTF-8";
            return false;
        }

        try
        {
            value = JsonSerializer.Deserialize(data, typeInfo);
            reason = value is null ? "the value is null" : null;
            return reason is null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException or OverflowException)
        {
            reason = e.Message.TrimEnd('.');
            return false;
        }
    }
}
