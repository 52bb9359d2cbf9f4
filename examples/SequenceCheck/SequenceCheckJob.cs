using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Examples.SequenceCheck;

/// <summary>Carries numbered records from topic to topic through keyed state, so that whoever reads them sees every fault.</summary>
/// <remarks>A lost record leaves a gap, a doubled one comes twice, and state that was lost or restored wrongly counts differently.</remarks>
public sealed class SequenceCheckJob : IStreamJob
{
    /// <inheritdoc/>
    public string Name => "sequence-check";

    /// <inheritdoc/>
    public string Description => "Carries numbered records from Kafka to Kafka and counts them by key: shows whether a job loses or doubles any.";

    /// <inheritdoc/>
    public IReadOnlyList<JobOption> Options { get; } =
    [
        new("bootstrap", JobOptionKind.Text, "The brokers.") { IsRequired = true },
        new("input", JobOptionKind.Text, "The topic with the numbered records.") { IsRequired = true },
        new("output", JobOptionKind.Text, "The topic for the counted records.") { IsRequired = true },
        new("guarantee", JobOptionKind.Text, "What the output promises: none, at-least-once or exactly-once.") { Default = "exactly-once" },
        new("transaction-timeout", JobOptionKind.Duration, "How long the brokers keep a transaction that nobody ends.") { Default = "1m" },
    ];

    /// <inheritdoc/>
    public void Define(JobBuilder job, JobArguments arguments)
    {
        var source = new KafkaSource<SequencedRecord>(
            new KafkaSourceOptions { Bootstrap = arguments.Required("bootstrap"), Topics = [arguments.Required("input")] },
            new JsonDeserializer<SequencedRecord>(SequenceJson.Default.SequencedRecord));
        var sink = new KafkaSink<CountedRecord>(new KafkaSinkOptions<CountedRecord>
        {
            Bootstrap = arguments.Required("bootstrap"),
            Topic = arguments.Required("output"),
            Key = new KeySerializer(),
            Value = new JsonRecordSerializer<CountedRecord>(SequenceJson.Default.CountedRecord),
            Guarantee = Guarantee(arguments.Required("guarantee")),
            TransactionTimeout = arguments.Duration("transaction-timeout"),
        });
        job.FromSource(source, WatermarkStrategy<SequencedRecord>.None(), "records")
            .KeyBy(record => record.Key)
            .Process(() => new CountOfKey(), "count")
            .SinkTo(sink, "sink");
    }

    private static DeliveryGuarantee Guarantee(string name) => name switch
    {
        "none" => DeliveryGuarantee.None,
        "at-least-once" => DeliveryGuarantee.AtLeastOnce,
        "exactly-once" => DeliveryGuarantee.ExactlyOnce,
        _ => throw new StreamProcessingException($"'--guarantee' must be none, at-least-once or exactly-once, but is '{name}'."),
    };
}
