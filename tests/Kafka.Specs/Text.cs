using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Records that are UTF-8 text; what begins with <see cref="Bad"/> cannot be understood.</summary>
internal sealed class Text : ISerializer<string>, IDeserializer<string>
{
    public const string Bad = "bad:";

    public bool TryDeserialize(ReadOnlySpan<byte> data, [MaybeNullWhen(false)] out string value, [NotNullWhen(false)] out string? reason)
    {
        value = Encoding.UTF8.GetString(data);
        reason = value.StartsWith(Bad, StringComparison.Ordinal) ? "it says so" : null;
        return reason is null;
    }

    public void Serialize(string value, IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(value, output);
}
