namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>Where a bounded source stops.</summary>
/// <remarks>Immutable. The offsets stand in every checkpoint, so a restored job stops at the same place.</remarks>
public sealed class KafkaEnd
{
    private KafkaEnd(IReadOnlyDictionary<KafkaPartition, long> offsets) => Offsets = offsets;

    /// <summary>
    /// At what is there on the first start of the job. With the default <c>isolation.level</c>, records of transactions
    /// that are still open then do not belong to it.
    /// </summary>
    public static KafkaEnd AtCurrentEnd { get; } = new(new Dictionary<KafkaPartition, long>());

    internal IReadOnlyDictionary<KafkaPartition, long> Offsets { get; }

    /// <summary>
    /// Before the given offsets, waiting for records that are not there yet. A partition that is not named stops as
    /// with <see cref="AtCurrentEnd"/>.
    /// </summary>
    /// <param name="offsets">The offset of the first record that is not read, for each partition.</param>
    public static KafkaEnd AtOffsets(IReadOnlyDictionary<KafkaPartition, long> offsets) => new(offsets);
}
