using System.Diagnostics.CodeAnalysis;

namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>Turns a whole Kafka record (key, value, headers, timestamp) into a value.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks><inheritdoc cref="IDeserializer{T}" path="/remarks"/></remarks>
public interface IKafkaDeserializer<T>
{
    /// <summary>Decodes one record.</summary>
    /// <param name="message">The record; <see cref="KafkaMessage.IsTombstone"/> tells whether it has a value at all.</param>
    /// <param name="value">The decoded record.</param>
    /// <param name="reason">Why it cannot be understood, for the person who reads the bad records.</param>
    bool TryDeserialize(in KafkaMessage message, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? reason);
}
