using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Native;

internal static unsafe partial class LibRdKafka
{
    public const int CopyPayload = 0x2;

    public const int PurgeQueueAndInFlight = 0x3;

    /// <summary>Queues one record. 0, or an error that the caller destroys.</summary>
    [LibraryImport(Name)]
    public static partial nint rd_kafka_produceva(nint client, ProduceArgument* arguments, nuint count);

    [LibraryImport(Name)]
    public static partial ErrorCode rd_kafka_flush(nint client, int timeoutMs);

    [LibraryImport(Name)]
    public static partial ErrorCode rd_kafka_purge(nint client, int flags);

    [LibraryImport(Name)]
    public static partial int rd_kafka_outq_len(nint client);

    [LibraryImport(Name)]
    public static partial byte* rd_kafka_message_produce_errstr(NativeMessage* message);
}
