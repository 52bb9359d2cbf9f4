using AkkaStreamProc.Connectors.Kafka.Internal;
using AkkaStreamProc.Operators.Connectors;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>Sources and sinks at addresses such as <c>kafka:localhost:9092/clicks</c>.</summary>
/// <param name="properties">
/// Further settings of every client, by their librdkafka names (<c>security.protocol</c>, <c>sasl.password</c>, ...).
/// </param>
public sealed class KafkaConnector(IReadOnlyDictionary<string, string>? properties = null) : IConnector
{
    private readonly IReadOnlyDictionary<string, string> _properties = properties ?? new Dictionary<string, string>();

    /// <summary>What sinks promise; at least once unless given.</summary>
    public DeliveryGuarantee Guarantee { get; init; } = DeliveryGuarantee.AtLeastOnce;

    /// <summary>The time-out of the transactions of exactly-once sinks, as <see cref="KafkaSinkOptions{T}.TransactionTimeout"/>.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What sources do when the offset to continue from is not there (any more), or the topic is another one.</summary>
    public KafkaMissingOffset MissingOffset { get; init; }

    /// <summary>What sources do when a topic does not exist.</summary>
    public KafkaMissingTopic MissingTopic { get; init; }

    /// <summary>What the Kafka timestamps of written records are: the time of writing unless given.</summary>
    public KafkaTimestamp Timestamp { get; init; }

    /// <inheritdoc/>
    public string Scheme => "kafka";

    /// <inheritdoc/>
    public string AddressForm => KafkaAddress.Form;

    /// <inheritdoc/>
    /// <remarks>Reads from the earliest records; a bounded source stops at the end offsets of the first start.</remarks>
    public ISource<T> CreateSource<T>(string address, IDeserializer<T> deserializer, SourceSettings settings)
    {
        var (bootstrap, topic) = KafkaAddress.Parse(address);
        return new KafkaSource<T>(
            new KafkaSourceOptions
            {
                Bootstrap = bootstrap,
                Topics = [topic],
                End = settings.IsBounded ? KafkaEnd.AtCurrentEnd : null,
                MissingOffset = MissingOffset,
                MissingTopic = MissingTopic,
                Properties = _properties,
            },
            deserializer);
    }

    /// <inheritdoc/>
    /// <remarks>Writes values without keys.</remarks>
    public ISink<T> CreateSink<T>(string address, ISerializer<T> serializer)
    {
        var (bootstrap, topic) = KafkaAddress.Parse(address);
        return new KafkaSink<T>(new KafkaSinkOptions<T>
        {
            Bootstrap = bootstrap,
            Topic = topic,
            Value = serializer,
            Guarantee = Guarantee,
            TransactionTimeout = TransactionTimeout,
            Timestamp = Timestamp,
            Properties = _properties,
        });
    }
}
