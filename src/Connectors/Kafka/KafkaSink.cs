using AkkaStreamProc.Connectors.Kafka.Internal.Sink;
using AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>Writes records to a Kafka topic: with no guarantee, at least once, or exactly once.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// Exactly once: the records of an epoch are written in a transaction, which is committed when their checkpoint is
/// complete, together with a marker; readers with <c>isolation.level=read_committed</c> see each record once, and see it
/// about a checkpoint interval after it was written. A copy of the records (the outbox) stands in the checkpoint, so
/// that nothing depends on a transaction outliving an outage. Transactional ids are <c>job.operator.subtask.0</c> to
/// <c>2</c>, markers are offsets of the groups <c>job.operator.subtask</c>; only one running job may use a job name at
/// one set of brokers. The copy costs about its bytes, compressed, in each snapshot.
/// </para>
/// <para>
/// At least once: records are visible at once. Every record of an epoch is confirmed by the brokers before its
/// checkpoint can complete. The producer is idempotent, so records are doubled by nothing but a restart of the job, and
/// keep their order within a partition.
/// </para>
/// <para>
/// None: records are visible at once, checkpoints wait for answers of the brokers two seconds at most, and one broker
/// confirms a record (<c>acks=1</c>).
/// Records are lost by a crash of the job or of that broker, and doubled by restarts and retries.
/// </para>
/// <para>
/// A broker that is away is tried again for ever, and said so once. A topic that does not exist, a refused login and a
/// missing right fail the attempt. A record that the brokers refuse for good meets the error policy of the sink; others of
/// its batch are written.
/// </para>
/// <para>
/// The Kafka timestamp is the time of writing, unless <see cref="KafkaSinkOptions{T}.Timestamp"/> says otherwise. A record
/// that an exactly-once sink writes again after a loss is dated then.
/// </para>
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
    public DeliveryGuarantee Guarantee => _options.Guarantee;

    /// <inheritdoc/>
    public ChangelogMode Takes => _options.Takes;

    /// <inheritdoc/>
    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => _options.Guarantee == DeliveryGuarantee.ExactlyOnce
        ? new TransactionalSinkWriter<T>(context, cancellation => new KafkaTarget<T>(_options, context, cancellation))
        : new KafkaSinkWriter<T>(_options, context);
}
