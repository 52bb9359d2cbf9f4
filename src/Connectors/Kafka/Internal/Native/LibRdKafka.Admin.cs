using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Native;

internal static unsafe partial class LibRdKafka
{
    /// <summary><c>RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS</c>.</summary>
    public const int DescribeConfigsOperation = 5;

    /// <summary><c>RD_KAFKA_ADMIN_OP_DESCRIBETOPICS</c>.</summary>
    public const int DescribeTopicsOperation = 19;

    /// <summary><c>RD_KAFKA_RESOURCE_TOPIC</c>.</summary>
    public const int TopicResource = 2;

    [LibraryImport(Name)]
    public static partial nint rd_kafka_AdminOptions_new(nint client, int operation);

    [LibraryImport(Name)]
    public static partial void rd_kafka_AdminOptions_destroy(nint options);

    [LibraryImport(Name)]
    public static partial ErrorCode rd_kafka_AdminOptions_set_request_timeout(nint options, int timeoutMs, byte* error, nuint errorSize);

    /// <summary>0, or an error that the caller destroys.</summary>
    [LibraryImport(Name)]
    public static partial nint rd_kafka_AdminOptions_set_include_authorized_operations(nint options, int isTrue);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_TopicCollection_of_topic_names(byte** topics, nuint count);

    [LibraryImport(Name)]
    public static partial void rd_kafka_TopicCollection_destroy(nint topics);

    /// <summary>Asks; the answer is an event of the queue.</summary>
    [LibraryImport(Name)]
    public static partial void rd_kafka_DescribeTopics(nint client, nint topics, nint options, nint queue);

    [LibraryImport(Name)]
    public static partial void rd_kafka_DescribeConfigs(nint client, nint* resources, nuint count, nint options, nint queue);

    /// <summary>The next event, or 0. The caller destroys it; what is read from it lives as long as the event.</summary>
    [LibraryImport(Name)]
    public static partial nint rd_kafka_queue_poll(nint queue, int timeoutMs);

    [LibraryImport(Name)]
    public static partial void rd_kafka_event_destroy(nint @event);

    [LibraryImport(Name)]
    public static partial ErrorCode rd_kafka_event_error(nint @event);

    /// <summary>The event as an answer, or 0 where it is another one; as all of its kind.</summary>
    [LibraryImport(Name)]
    public static partial nint rd_kafka_event_DescribeTopics_result(nint @event);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_event_DescribeConfigs_result(nint @event);

    [LibraryImport(Name)]
    public static partial nint* rd_kafka_DescribeTopics_result_topics(nint result, nuint* count);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_TopicDescription_error(nint topic);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_TopicDescription_topic_id(nint topic);

    [LibraryImport(Name)]
    public static partial byte* rd_kafka_Uuid_base64str(nint uuid);

    [LibraryImport(Name)]
    public static partial nint* rd_kafka_TopicDescription_partitions(nint topic, nuint* count);

    [LibraryImport(Name)]
    public static partial nint* rd_kafka_TopicPartitionInfo_replicas(nint partition, nuint* count);

    /// <summary>What the caller of the brokers may do with the topic, as <c>rd_kafka_AclOperation_t</c>, or null where they do not say.</summary>
    [LibraryImport(Name)]
    public static partial int* rd_kafka_TopicDescription_authorized_operations(nint topic, nuint* count);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint rd_kafka_ConfigResource_new(int type, string name);

    [LibraryImport(Name)]
    public static partial void rd_kafka_ConfigResource_destroy(nint resource);

    [LibraryImport(Name)]
    public static partial nint* rd_kafka_DescribeConfigs_result_resources(nint result, nuint* count);

    [LibraryImport(Name)]
    public static partial ErrorCode rd_kafka_ConfigResource_error(nint resource);

    [LibraryImport(Name)]
    public static partial nint* rd_kafka_ConfigResource_configs(nint resource, nuint* count);

    [LibraryImport(Name)]
    public static partial byte* rd_kafka_ConfigEntry_name(nint entry);

    [LibraryImport(Name)]
    public static partial byte* rd_kafka_ConfigEntry_value(nint entry);
}
