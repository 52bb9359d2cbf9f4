namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>What a source does with a record without a value, which deletes its key in a compacted topic.</summary>
/// <remarks>
/// Applies where the source decodes values alone (<see cref="IDeserializer{T}"/>); an
/// <see cref="IKafkaDeserializer{T}"/> sees tombstones and decides itself.
/// </remarks>
public enum KafkaTombstones
{
    /// <summary>The record is bad and meets the job's policy for bad records.</summary>
    AreBad,

    /// <summary>The record is left out.</summary>
    AreSkipped,

    /// <summary>The deserializer is given no bytes, the same as for an empty value.</summary>
    AreDecodedAsEmpty,
}
