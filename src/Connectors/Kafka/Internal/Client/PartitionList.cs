using System.Text;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Client;

/// <summary>Partitions with an offset each, as librdkafka takes and returns them.</summary>
internal sealed unsafe class PartitionList : IDisposable
{
    public NativePartitionList* Pointer { get; private set; } = LibRdKafka.rd_kafka_topic_partition_list_new(4);

    public NativePartition this[int index] => Pointer->Elements[index];

    public void Add(KafkaPartition partition, long offset) =>
        LibRdKafka.rd_kafka_topic_partition_list_add(Pointer, partition.Topic, partition.Partition)->Offset = offset;

    /// <summary>Adds a partition with an offset and a text that is committed with it.</summary>
    public void Add(KafkaPartition partition, long offset, string metadata)
    {
        var added = LibRdKafka.rd_kafka_topic_partition_list_add(Pointer, partition.Topic, partition.Partition);
        var bytes = Encoding.UTF8.GetBytes(metadata);
        added->Offset = offset;
        added->Metadata = (byte*)LibRdKafka.rd_kafka_mem_malloc(0, (nuint)bytes.Length);
        added->MetadataSize = (nuint)bytes.Length;
        bytes.CopyTo(new Span<byte>(added->Metadata, bytes.Length));
    }

    /// <summary>The error of a request, or else that of the first partition that has one.</summary>
    public ErrorCode Check(ErrorCode code)
    {
        for (var i = 0; code == ErrorCode.NoError && i < Pointer->Count; i++)
        {
            code = Pointer->Elements[i].Error;
        }

        return code;
    }

    public void Dispose()
    {
        if (Pointer is not null)
        {
            LibRdKafka.rd_kafka_topic_partition_list_destroy(Pointer);
            Pointer = null;
        }
    }
}
