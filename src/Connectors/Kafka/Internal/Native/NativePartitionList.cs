using System.Runtime.InteropServices;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Native;

/// <summary><c>rd_kafka_topic_partition_list_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativePartitionList
{
    public int Count;
    public int Size;
    public NativePartition* Elements;
}
