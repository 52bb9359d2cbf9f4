using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Native;

internal static unsafe partial class LibRdKafka
{
    [LibraryImport(Name)]
    public static partial nint rd_kafka_queue_new(nint client);

    [LibraryImport(Name)]
    public static partial void rd_kafka_queue_destroy(nint queue);

    /// <summary>Begins to fetch one partition from an offset into a queue. 0, or −1 with <see cref="rd_kafka_last_error"/>.</summary>
    [LibraryImport(Name)]
    public static partial int rd_kafka_consume_start_queue(nint topic, int partition, long offset, nint queue);

    [LibraryImport(Name)]
    public static partial int rd_kafka_consume_stop(nint topic, int partition);

    /// <summary>Has a callback told when something arrives in an empty queue, by a thread of the library; a null pointer ends that.</summary>
    [LibraryImport(Name)]
    public static partial void rd_kafka_queue_cb_event_enable(nint queue, delegate* unmanaged<nint, nint, void> callback, nint opaque);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_consume_batch_queue(nint queue, int timeoutMs, NativeMessage** messages, nuint size);

    [LibraryImport(Name)]
    public static partial void rd_kafka_message_destroy(NativeMessage* message);

    // A field access on the other side: leaving out the transition of the collector's mode makes it as cheap as one here.
    [LibraryImport(Name)]
    [SuppressGCTransition]
    public static partial long rd_kafka_message_timestamp(NativeMessage* message, int* type);

    [LibraryImport(Name)]
    public static partial ErrorCode rd_kafka_message_headers(NativeMessage* message, nint* headers);

    [LibraryImport(Name)]
    public static partial ErrorCode rd_kafka_header_get_all(nint headers, nuint index, byte** name, byte** value, nuint* size);
}
