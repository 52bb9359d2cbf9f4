using System.Diagnostics.CodeAnalysis;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>A deserializer with a defect.</summary>
internal sealed class ThrowingText : IDeserializer<string>
{
    public bool TryDeserialize(ReadOnlySpan<byte> data, [MaybeNullWhen(false)] out string value, [NotNullWhen(false)] out string? reason) =>
        throw new InvalidOperationException("a defect");
}
