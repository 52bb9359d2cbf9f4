using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Native;

internal static unsafe partial class LibRdKafka
{
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial ErrorCode rd_kafka_query_watermark_offsets(
        nint client, string topic, int partition, long* low, long* high, int timeoutMs);

    /// <summary>What the last fetch told, without asking; both negative where nothing was fetched.</summary>
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial ErrorCode rd_kafka_get_watermark_offsets(nint client, string topic, int partition, long* low, long* high);

    [LibraryImport(Name)]
    public static partial ErrorCode rd_kafka_offsets_for_times(nint client, NativePartitionList* partitions, int timeoutMs);

    [LibraryImport(Name)]
    public static partial ErrorCode rd_kafka_committed(nint client, NativePartitionList* partitions, int timeoutMs);

    [LibraryImport(Name)]
    public static partial ErrorCode rd_kafka_commit(nint client, NativePartitionList* partitions, int isAsync);

    [LibraryImport(Name)]
    public static partial NativePartitionList* rd_kafka_topic_partition_list_new(int size);

    [LibraryImport(Name)]
    public static partial void rd_kafka_topic_partition_list_destroy(NativePartitionList* list);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativePartition* rd_kafka_topic_partition_list_add(NativePartitionList* list, string topic, int partition);
}
