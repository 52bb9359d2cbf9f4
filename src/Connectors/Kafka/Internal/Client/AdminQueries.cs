using System.Text;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Client;

/// <summary>Asks the brokers once for what they tell administrators. Blocks for at most the time-out; for the worker.</summary>
internal sealed unsafe class AdminQueries(KafkaClient client)
{
    // rd_kafka_Uuid_base64str of an identity that the brokers did not give.
    private const string NoId = "AAAAAAAAAAAAAAAAAAAAAA";
    private const int ErrorTextSize = 256;

    /// <summary>Describes a topic.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="withOperations">Whether it matters what the client may do with it.</param>
    /// <param name="timeoutMs">How long to wait for the answer.</param>
    /// <param name="description">The description, where there is no error.</param>
    public ErrorCode TryDescribe(string topic, bool withOperations, int timeoutMs, out TopicDescription? description)
    {
        TopicDescription? found = null;
        var name = Encoding.UTF8.GetBytes(topic + "\0");
        var code = Ask(
            LibRdKafka.DescribeTopicsOperation,
            timeoutMs,
            withOperations,
            (options, queue) =>
            {
                fixed (byte* text = name)
                {
                    var names = text;
                    var topics = LibRdKafka.rd_kafka_TopicCollection_of_topic_names(&names, 1);
                    LibRdKafka.rd_kafka_DescribeTopics(client.Handle, topics, options, queue);
                    LibRdKafka.rd_kafka_TopicCollection_destroy(topics);
                }
            },
            @event => ReadTopic(@event, out found));
        description = found;
        return code;
    }

    /// <summary>The settings of a topic, by name.</summary>
    public ErrorCode TryDescribeConfigs(string topic, int timeoutMs, out IReadOnlyDictionary<string, string> configs)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var code = Ask(
            LibRdKafka.DescribeConfigsOperation,
            timeoutMs,
            withOperations: false,
            (options, queue) =>
            {
                var resource = LibRdKafka.rd_kafka_ConfigResource_new(LibRdKafka.TopicResource, topic);
                LibRdKafka.rd_kafka_DescribeConfigs(client.Handle, &resource, 1, options, queue);
                LibRdKafka.rd_kafka_ConfigResource_destroy(resource);
            },
            @event => ReadConfigs(@event, found));
        configs = found;
        return code;
    }

    private static ErrorCode ReadTopic(nint @event, out TopicDescription? description)
    {
        description = null;
        nuint count = 0;
        var topics = LibRdKafka.rd_kafka_DescribeTopics_result_topics(LibRdKafka.rd_kafka_event_DescribeTopics_result(@event), &count);
        if (count == 0)
        {
            return ErrorCode.UnknownTopicOrPart;
        }

        var topic = topics[0];
        if (LibRdKafka.rd_kafka_TopicDescription_error(topic) is var error and not 0
            && LibRdKafka.rd_kafka_error_code(error) is var code and not ErrorCode.NoError)
        {
            return code;
        }

        nuint partitionCount = 0;
        nuint replicaCount = 0;
        var partitions = LibRdKafka.rd_kafka_TopicDescription_partitions(topic, &partitionCount);
        if (partitionCount == 0)
        {
            return ErrorCode.LeaderNotAvailable;
        }

        _ = LibRdKafka.rd_kafka_TopicPartitionInfo_replicas(partitions[0], &replicaCount);
        description = new TopicDescription(IdOf(topic), (int)partitionCount, (int)replicaCount, OperationsOf(topic));
        return ErrorCode.NoError;
    }

    private static string IdOf(nint topic)
    {
        var uuid = LibRdKafka.rd_kafka_TopicDescription_topic_id(topic);
        var text = uuid == 0 ? "" : NativeText.Read(LibRdKafka.rd_kafka_Uuid_base64str(uuid));
        return text == NoId ? "" : text;
    }

    private static HashSet<AclOperation>? OperationsOf(nint topic)
    {
        nuint count = 0;
        var operations = LibRdKafka.rd_kafka_TopicDescription_authorized_operations(topic, &count);
        return operations is null ? null : [.. new ReadOnlySpan<AclOperation>(operations, (int)count)];
    }

    private static ErrorCode ReadConfigs(nint @event, Dictionary<string, string> found)
    {
        nuint count = 0;
        var resources = LibRdKafka.rd_kafka_DescribeConfigs_result_resources(LibRdKafka.rd_kafka_event_DescribeConfigs_result(@event), &count);
        if (count == 0)
        {
            return ErrorCode.UnknownTopicOrPart;
        }

        if (LibRdKafka.rd_kafka_ConfigResource_error(resources[0]) is var code and not ErrorCode.NoError)
        {
            return code;
        }

        var entries = LibRdKafka.rd_kafka_ConfigResource_configs(resources[0], &count);
        foreach (var entry in new ReadOnlySpan<nint>(entries, (int)count))
        {
            found[NativeText.Read(LibRdKafka.rd_kafka_ConfigEntry_name(entry))] = NativeText.Read(LibRdKafka.rd_kafka_ConfigEntry_value(entry));
        }

        return ErrorCode.NoError;
    }

    private ErrorCode Ask(int operation, int timeoutMs, bool withOperations, Action<nint, nint> ask, Func<nint, ErrorCode> read)
    {
        var error = stackalloc byte[ErrorTextSize];
        var options = LibRdKafka.rd_kafka_AdminOptions_new(client.Handle, operation);
        var queue = LibRdKafka.rd_kafka_queue_new(client.Handle);
        try
        {
            _ = LibRdKafka.rd_kafka_AdminOptions_set_request_timeout(options, timeoutMs, error, ErrorTextSize);
            if (withOperations && LibRdKafka.rd_kafka_AdminOptions_set_include_authorized_operations(options, 1) is var refused and not 0)
            {
                LibRdKafka.rd_kafka_error_destroy(refused);
            }

            ask(options, queue);
            return Answer(queue, timeoutMs, read);
        }
        finally
        {
            LibRdKafka.rd_kafka_queue_destroy(queue);
            LibRdKafka.rd_kafka_AdminOptions_destroy(options);
        }
    }

    // The library answers every question, with a time-out of its own where no broker does; the wait here is a little longer.
    private static ErrorCode Answer(nint queue, int timeoutMs, Func<nint, ErrorCode> read)
    {
        var @event = LibRdKafka.rd_kafka_queue_poll(queue, timeoutMs + 500);
        if (@event == 0)
        {
            return ErrorCode.Local_TimedOut;
        }

        try
        {
            var code = LibRdKafka.rd_kafka_event_error(@event);
            return code == ErrorCode.NoError ? read(@event) : code;
        }
        finally
        {
            LibRdKafka.rd_kafka_event_destroy(@event);
        }
    }
}
