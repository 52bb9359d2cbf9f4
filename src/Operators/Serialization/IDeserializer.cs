using System.Diagnostics.CodeAnalysis;

namespace AkkaStreamProc;

/// <summary>Turns the bytes of one record from an outside system into a value.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// Called by one thread at a time for each reader, by several at once for several readers: an implementation holds no
/// state between calls. Bytes that cannot be understood are an expected outcome, not an exception; where one is thrown all
/// the same, the record is a bad one as well, with the exception as its reason.
/// </remarks>
public interface IDeserializer<T>
{
    /// <summary>Decodes one record.</summary>
    /// <param name="data">The bytes, valid for the duration of the call only.</param>
    /// <param name="value">The record.</param>
    /// <param name="reason">Why the bytes cannot be understood, for the person who reads the bad records.</param>
    bool TryDeserialize(ReadOnlySpan<byte> data, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? reason);
}
