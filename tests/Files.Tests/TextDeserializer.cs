using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace AkkaStreamProc.Files.Tests;

/// <summary>Takes a record as it stands, except for one that begins with an exclamation mark, which is bad.</summary>
internal sealed class TextDeserializer : IDeserializer<string>
{
    public bool TryDeserialize(ReadOnlySpan<byte> data, [MaybeNullWhen(false)] out string value, [NotNullWhen(false)] out string? reason)
    {
        value = Encoding.UTF8.GetString(data);
        reason = value.StartsWith('!') ? "it begins with an exclamation mark" : null;
        return reason is null;
    }
}
