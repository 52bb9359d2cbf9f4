using AkkaStreamProc.Connectors.Kafka.Internal.Source;

namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>Where a source begins to read on the first start of a job. A restored job continues from its checkpoint.</summary>
/// <remarks>
/// Immutable. What depends on the moment is found out once in the life of a job: the offsets stand in its first checkpoint,
/// before the first record is read.
/// </remarks>
public sealed class KafkaStart
{
    private KafkaStart(KafkaStartKind kind) => Kind = kind;

    /// <summary>At the earliest record that the brokers still have.</summary>
    public static KafkaStart Earliest { get; } = new(KafkaStartKind.Earliest);

    /// <summary>Behind the last record there is at the start of the job.</summary>
    public static KafkaStart Latest { get; } = new(KafkaStartKind.Latest);

    internal KafkaStartKind Kind { get; }

    /// <summary>Whether the same question may have another answer later.</summary>
    internal bool DependsOnMoment => Kind switch
    {
        KafkaStartKind.Earliest => false,
        KafkaStartKind.Offsets => Fallback.DependsOnMoment,
        _ => true,
    };

    internal DateTimeOffset Timestamp { get; private init; }

    internal IReadOnlyDictionary<KafkaPartition, long> Offsets { get; private init; } = new Dictionary<KafkaPartition, long>();

    /// <summary>Where a partition begins that has no offset of its own.</summary>
    internal KafkaStart Fallback { get; private init; } = null!;

    /// <summary>
    /// At the first record of each partition whose timestamp is not before <paramref name="timestamp"/>, or behind the
    /// last record where there is none.
    /// </summary>
    /// <param name="timestamp">The time, with millisecond precision.</param>
    public static KafkaStart AtTimestamp(DateTimeOffset timestamp) => new(KafkaStartKind.Timestamp) { Timestamp = timestamp };

    /// <summary>At the given offsets.</summary>
    /// <param name="offsets">The offset of the first record to read, for each partition.</param>
    /// <param name="others">Where every other partition begins; <see cref="Earliest"/> unless given.</param>
    public static KafkaStart AtOffsets(IReadOnlyDictionary<KafkaPartition, long> offsets, KafkaStart? others = null) =>
        new(KafkaStartKind.Offsets) { Offsets = offsets, Fallback = others ?? Earliest };

    /// <summary>At the offsets that the group <see cref="KafkaSourceOptions.GroupId"/> has committed.</summary>
    /// <param name="fallback">Where a partition begins for which the group has none; <see cref="Earliest"/> unless given.</param>
    public static KafkaStart AtGroupOffsets(KafkaStart? fallback = null) =>
        new(KafkaStartKind.GroupOffsets) { Fallback = fallback ?? Earliest };
}
