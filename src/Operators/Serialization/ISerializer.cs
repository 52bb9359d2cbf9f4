using System.Buffers;

namespace AkkaStreamProc;

/// <summary>Turns a record into bytes for an outside system.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// Holds no state between calls; several threads may call it at once. A record for which it throws is refused for good
/// (<see cref="DataStreamSink{T}"/>).
/// </remarks>
public interface ISerializer<in T>
{
    /// <summary>Appends the encoded record to <paramref name="output"/>.</summary>
    void Serialize(T value, IBufferWriter<byte> output);
}
