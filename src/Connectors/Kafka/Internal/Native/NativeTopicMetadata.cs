using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Native;

/// <summary><c>rd_kafka_metadata_topic_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeTopicMetadata
{
    public byte* Topic;
    public int PartitionCount;
    public nint Partitions;
    public ErrorCode Error;
}
