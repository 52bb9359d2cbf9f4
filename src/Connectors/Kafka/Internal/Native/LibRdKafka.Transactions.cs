using System.Runtime.InteropServices;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Native;

internal static unsafe partial class LibRdKafka
{
    /// <summary>Fences earlier producers of the transactional id. 0, or an error that the caller destroys; as all below.</summary>
    [LibraryImport(Name)]
    public static partial nint rd_kafka_init_transactions(nint client, int timeoutMs);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_begin_transaction(nint client);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_send_offsets_to_transaction(nint client, NativePartitionList* offsets, nint groupMetadata, int timeoutMs);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_commit_transaction(nint client, int timeoutMs);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_abort_transaction(nint client, int timeoutMs);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint rd_kafka_consumer_group_metadata_new(string group);

    [LibraryImport(Name)]
    public static partial void rd_kafka_consumer_group_metadata_destroy(nint metadata);

    [LibraryImport(Name)]
    public static partial int rd_kafka_error_is_fatal(nint error);

    [LibraryImport(Name)]
    public static partial int rd_kafka_error_is_retriable(nint error);

    /// <summary>Allocates what the library will free.</summary>
    [LibraryImport(Name)]
    public static partial nint rd_kafka_mem_malloc(nint client, nuint size);
}
