using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>What a <see cref="KafkaSink{T}"/> writes, where, and how.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>The functions are called on the worker of each subtask, one at a time, and should hold no state.</remarks>
public sealed record KafkaSinkOptions<T>
{
    /// <summary>The brokers to ask first: <c>host:port</c>, several separated by commas.</summary>
    public required string Bootstrap { get; init; }

    /// <summary>The topic to write to. It must exist, unless the brokers create topics by themselves.</summary>
    public required string Topic { get; init; }

    /// <summary>Encodes the value.</summary>
    public required ISerializer<T> Value { get; init; }

    /// <summary>Encodes the key, or <see langword="null"/> for records without keys.</summary>
    public ISerializer<T>? Key { get; init; }

    /// <summary>Tells which records are tombstones: written without a value, they delete their key in a compacted topic.</summary>
    public Func<T, bool>? IsTombstone { get; init; }

    /// <summary>
    /// Which changes of a table the sink takes, where its records are changes (<see cref="Change{TKey, T}"/>): none but inserts unless
    /// given. <see cref="ChangelogMode.Upsert"/> needs <see cref="Key"/> and <see cref="IsTombstone"/>; see <see cref="KafkaUpserts"/>.
    /// </summary>
    public ChangelogMode Takes { get; init; }

    /// <summary>Adds the headers of a record, or <see langword="null"/> for none.</summary>
    public Action<T, KafkaHeaderWriter>? Headers { get; init; }

    /// <summary>What the Kafka timestamp of a record is: the time of writing unless given.</summary>
    public KafkaTimestamp Timestamp { get; init; }

    /// <summary>
    /// Selects the Kafka timestamp of a record, in place of <see cref="Timestamp"/>, with millisecond precision; or
    /// <see langword="null"/>. <see cref="KafkaTimestamp"/> says which ones brokers refuse or delete at once.
    /// </summary>
    public Func<T, DateTimeOffset>? TimestampSelector { get; init; }

    /// <summary>
    /// The header in which the event time of a record travels (milliseconds since the Unix epoch, as decimal text), where
    /// it has one; <see langword="null"/> for none. <see cref="KafkaSourceOptions.EventTimeHeader"/> reads it.
    /// </summary>
    public string? EventTimeHeader { get; init; }

    /// <summary>
    /// Selects the partition of a record, given the number of partitions at the start of the attempt, or
    /// <see langword="null"/> to leave it to the property <c>partitioner</c>: by default <c>murmur2_random</c>, which
    /// agrees with the Java clients (equal keys to equal partitions, records without keys anywhere).
    /// </summary>
    public Func<T, int, int>? Partition { get; init; }

    /// <summary>
    /// How many bytes may wait for the confirmation of the brokers before the sink takes no more; at least as large as
    /// the largest record.
    /// </summary>
    public long MaxUnconfirmedBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// What the sink promises: at least once unless given. See <see cref="KafkaSink{T}"/> for what each promise costs and
    /// when records become visible.
    /// </summary>
    public DeliveryGuarantee Guarantee { get; init; } = DeliveryGuarantee.AtLeastOnce;

    /// <summary>
    /// Exactly once: how long the brokers keep a transaction that is neither committed nor aborted; a minute unless
    /// given. At most their <c>transaction.max.timeout.ms</c>. Above the time from the first record of an epoch to the
    /// end of its checkpoint, or every epoch is written twice (once in vain). After a crash readers wait for the job to
    /// come back at most so long. Nothing is lost when it passes.
    /// </summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Exactly once: how many bytes, compressed, a subtask keeps of the records that no completed checkpoint covers;
    /// 256 MiB unless given. At half of it the sink asks for a checkpoint before its time; above it the attempt fails.
    /// </summary>
    public long MaxOutboxBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Exactly once: what happens when the brokers have forgotten which records were committed.</summary>
    public KafkaLostMarker LostMarker { get; init; }

    /// <summary>
    /// Further settings of the client, by their librdkafka names (<c>security.protocol</c>, <c>compression.type</c>,
    /// <c>linger.ms</c>, ...). They win over the defaults of the connector. The settings that the sink needs for its
    /// promises are refused: bootstrap, idempotence, acknowledgements, time-outs that give records up.
    /// </summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}
