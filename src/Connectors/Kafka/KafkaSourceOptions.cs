using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>What a <see cref="KafkaSource{T}"/> reads, and how.</summary>
public sealed record KafkaSourceOptions
{
    /// <summary>The brokers to ask first: <c>host:port</c>, several separated by commas.</summary>
    public required string Bootstrap { get; init; }

    /// <summary>The topics to read. Every one must exist.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Where the first start of the job begins.</summary>
    public KafkaStart Start { get; init; } = KafkaStart.Earliest;

    /// <summary>Where the source stops, or <see langword="null"/> for a source that never ends.</summary>
    public KafkaEnd? End { get; init; }

    /// <summary>
    /// The group under which the positions of complete checkpoints are published, so that the usual tools show how far
    /// the job is; <see langword="null"/> for none. The group assigns no partitions, and correctness never depends on it.
    /// </summary>
    public string? GroupId { get; init; }

    /// <summary>
    /// How often a source without an end looks for new partitions, by the clock of the job
    /// (<see cref="ISubtaskContext.Time"/>), and every source whether its topics are still the ones that it began to
    /// read; 5 seconds unless given. A new partition is read from its beginning.
    /// </summary>
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What happens when the offset to continue from is not there (any more).</summary>
    public KafkaMissingOffset MissingOffset { get; init; }

    /// <summary>What happens when a topic does not exist, at the start or while the source runs.</summary>
    public KafkaMissingTopic MissingTopic { get; init; }

    /// <summary>
    /// The header that holds the event time of a record (milliseconds since the Unix epoch, as decimal text), as
    /// <see cref="KafkaSinkOptions{T}.EventTimeHeader"/> writes it; where a record has it, it takes the place of the Kafka
    /// timestamp. <see langword="null"/> for none.
    /// </summary>
    public string? EventTimeHeader { get; init; }

    /// <summary>What happens to records without a value.</summary>
    public KafkaTombstones Tombstones { get; init; }

    /// <summary>
    /// Further settings of the client, by their librdkafka names (<c>security.protocol</c>, <c>sasl.password</c>,
    /// <c>fetch.max.bytes</c>, ...). They win over the defaults of the connector. The settings that the source needs
    /// for its promises are refused: bootstrap, group, commits, offset reset, end-of-partition events.
    /// </summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}
