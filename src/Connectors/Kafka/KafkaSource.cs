using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Connectors.Kafka.Internal.Source;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>Reads Kafka topics; each partition is one split, and its position is the offset of the next record.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// Partitions are assigned by the job, never by a consumer group, so nothing is rebalanced and positions come from the
/// checkpoint alone. The timestamp of a record is the one Kafka has, or that of
/// <see cref="KafkaSourceOptions.EventTimeHeader"/>.
/// </para>
/// <para>
/// A position is an offset in one topic and no other of the same name, so each stands in the checkpoint with the identity
/// that the brokers gave the topic when it was created. A topic that was deleted and created again is noticed at a
/// restart, and while the source runs before any checkpoint is complete that holds a position in it.
/// </para>
/// <para>
/// Where <see cref="KafkaSourceOptions.Start"/> depends on the moment (latest, a timestamp, a group), the first records
/// are read once a checkpoint holds the positions, which the source asks for at once: no failure makes the job begin
/// elsewhere.
/// </para>
/// <para>
/// A broker that is away is tried again for ever, and said so once. A topic that does not exist, a refused login and an
/// offset that was deleted fail the attempt, unless the options say otherwise.
/// </para>
/// </remarks>
public sealed class KafkaSource<T> : ISource<T>
{
    private readonly KafkaSourceOptions _options;
    private readonly IKafkaDeserializer<T> _deserializer;

    /// <summary>Creates a source that decodes the values of the records.</summary>
    /// <exception cref="KafkaConnectorException">An option is missing or not allowed.</exception>
    public KafkaSource(KafkaSourceOptions options, IDeserializer<T> deserializer)
        : this(options, new ValueDeserializer<T>(deserializer, options.Tombstones))
    {
        SkipsTombstones = options.Tombstones == KafkaTombstones.AreSkipped;
    }

    /// <summary>Creates a source that decodes whole records, keys and headers included.</summary>
    /// <inheritdoc cref="KafkaSource{T}(KafkaSourceOptions, IDeserializer{T})" path="/exception"/>
    public KafkaSource(KafkaSourceOptions options, IKafkaDeserializer<T> deserializer)
    {
        SourceConfig.Validate(options);
        _options = options;
        _deserializer = deserializer;
    }

    /// <inheritdoc/>
    public string Description => $"kafka({string.Join(",", _options.Topics)})";

    /// <inheritdoc/>
    public bool IsBounded => _options.End is not null;

    private bool SkipsTombstones { get; }

    /// <inheritdoc/>
    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => new KafkaEnumerator(_options, context);

    /// <inheritdoc/>
    public ISourceReader<T> CreateReader(ISubtaskContext context) =>
        new KafkaSourceReader<T>(_options, new RecordDecoder<T>(_deserializer, SkipsTombstones, _options.EventTimeHeader), context);
}
