using System.Diagnostics.CodeAnalysis;
using AkkaStreamProc.Bench.Measuring;

namespace AkkaStreamProc.Bench.Kafka;

/// <summary>Another deserializer that notes the clocks as they stood when it was called first. For one source subtask.</summary>
internal sealed class NotingFirst<T>(IDeserializer<T> decoder) : IDeserializer<T>
{
    public Cost? First { get; private set; }

    public bool TryDeserialize(ReadOnlySpan<byte> data, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? reason)
    {
        if (First is null)
        {
            First = Cost.Now;
        }

        return decoder.TryDeserialize(data, out value, out reason);
    }
}
