using System.Runtime.InteropServices;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Native;

/// <summary><c>rd_kafka_metadata_t</c>: what the cluster says of its topics.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMetadata
{
    public int BrokerCount;
    public nint Brokers;
    public int TopicCount;
    public NativeTopicMetadata* Topics;
    public int OriginId;
    public byte* OriginName;
}
