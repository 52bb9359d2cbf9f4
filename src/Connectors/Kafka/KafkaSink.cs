using AkkaStreamProc.Connectors.Kafka.Internal.Sink;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>Writes records to a Kafka topic, each at least once.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// Every record of an epoch is confirmed by the brokers before its checkpoint can complete. The producer is idempotent,
/// so records are doubled by nothing but a restart of the job, and keep their order within a partition.
/// </para>
/// <para>
/// A broker that is away is tried again for ever, and said so once. A topic that does not exist, a refused login and a
/// record that the broker refuses fail the attempt with the broker's reason.
/// </para>
/// <para>The Kafka timestamp is the event time of the record, or the time of writing where it has none.</para>
/// </remarks>
public sealed class KafkaSink<T> : ISink<T>
{
    private readonly KafkaSinkOptions<T> _options;

    /// <summary>Creates a sink.</summary>
    /// <exception cref="KafkaConnectorException">An option is missing or not allowed.</exception>
    public KafkaSink(KafkaSinkOptions<T> options)
    {
        SinkConfig.Validate(options);
        _options = options;
    }

    /// <inheritdoc/>
    public string Description => $"kafka({_options.Topic})";

    /// <inheritdoc/>
    public DeliveryGuarantee Guarantee => DeliveryGuarantee.AtLeastOnce;

    /// <inheritdoc/>
    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => new KafkaSinkWriter<T>(_options, context);
}
