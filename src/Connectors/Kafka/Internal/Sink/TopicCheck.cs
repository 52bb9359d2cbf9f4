using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink;

/// <summary>What a sink learns of its topic before it writes the first record.</summary>
/// <param name="PartitionCount">How many partitions it has.</param>
/// <param name="Settings">Its settings.</param>
internal sealed record TopicCheck(int PartitionCount, TopicSettings Settings)
{
    /// <summary>
    /// Looks whether the sink may write, and whether the brokers will take and keep what it writes; says what is doubtful.
    /// Blocks, for the worker, however long the brokers are away.
    /// </summary>
    /// <exception cref="KafkaConnectorException">The topic does not exist, a right is missing, or the topic takes no record of this sink.</exception>
    public static TopicCheck Run<T>(KafkaSinkOptions<T> options, ISubtaskContext context, CancellationToken cancellation)
    {
        var rights = SinkConfig.Rights(options, context);
        using var client = KafkaClient.CreateConsumer(SinkConfig.Observer(options), new ClientEvents(options.Bootstrap, context.Notify) { Rights = rights });
        var queries = new ClusterQueries(client, cancellation);
        var description = queries.Describe(options.Topic, withOperations: true);
        if (rights.Missing(description.Operations) is { Count: > 0 } missing)
        {
            throw new KafkaConnectorException(
                $"The sink for the Kafka topic '{options.Topic}' lacks a right that the guarantee {options.Guarantee} needs. {rights.ForTopics([options.Topic], missing)}");
        }

        var settings = new TopicSettings(options.Topic, options.Bootstrap, description.ReplicationFactor, queries.TopicConfigs(options.Topic) ?? new Dictionary<string, string>());
        if (settings.Obstacle(options.Key is not null) is { } obstacle)
        {
            throw new KafkaConnectorException(obstacle);
        }

        if (context.SubtaskIndex == 0)
        {
            var datesItself = options.Timestamp == KafkaTimestamp.EventTime || options.TimestampSelector is not null;
            foreach (var warning in settings.Warnings(datesItself, options.Guarantee))
            {
                context.Notify(KafkaNotices.TopicUnsuited.With(warning));
            }
        }

        return new TopicCheck(description.PartitionCount, settings);
    }
}
