using System.Diagnostics.CodeAnalysis;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Decodes by a deserializer of the user's: one that throws could not decode the record, as one that says so.</summary>
internal static class SafeDecoding
{
    public static bool TryDecode<T>(
        IDeserializer<T> deserializer, ReadOnlySpan<byte> record, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            return deserializer.TryDeserialize(record, out value, out reason);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            value = default;
            reason = $"the deserializer threw {e.GetType().Name}: {e.Message}";
            return false;
        }
    }
}
