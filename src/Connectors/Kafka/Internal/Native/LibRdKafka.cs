using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Native;

/// <summary>The functions of librdkafka that the connector calls, by the names they have there (see <c>rdkafka.h</c>).</summary>
/// <remarks>
/// The managed client allocates and copies for every message; these calls hand over whole batches and leave the bytes
/// where they are. Call <see cref="NativeLibraryResolver.EnsureLoaded"/> before the first one.
/// </remarks>
internal static unsafe partial class LibRdKafka
{
    public const string Name = "librdkafka";

    public const int Producer = 0;
    public const int Consumer = 1;

    public const int DestroyWithoutConsumerClose = 0x8;

    [LibraryImport(Name)]
    public static partial nint rd_kafka_conf_new();

    [LibraryImport(Name)]
    public static partial void rd_kafka_conf_destroy(nint conf);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rd_kafka_conf_set(nint conf, string name, string value, byte* error, nuint errorSize);

    [LibraryImport(Name)]
    public static partial void rd_kafka_conf_set_opaque(nint conf, nint opaque);

    [LibraryImport(Name)]
    public static partial void rd_kafka_conf_set_log_cb(nint conf, delegate* unmanaged<nint, int, byte*, byte*, void> callback);

    [LibraryImport(Name)]
    public static partial void rd_kafka_conf_set_error_cb(nint conf, delegate* unmanaged<nint, ErrorCode, byte*, nint, void> callback);

    [LibraryImport(Name)]
    public static partial void rd_kafka_conf_set_dr_msg_cb(nint conf, delegate* unmanaged<nint, NativeMessage*, nint, void> callback);

    [LibraryImport(Name)]
    public static partial void rd_kafka_conf_set_offset_commit_cb(
        nint conf, delegate* unmanaged<nint, ErrorCode, NativePartitionList*, nint, void> callback);

    /// <summary>Creates a client, which owns <paramref name="conf"/> from then on unless the call fails.</summary>
    [LibraryImport(Name)]
    public static partial nint rd_kafka_new(int type, nint conf, byte* error, nuint errorSize);

    [LibraryImport(Name)]
    public static partial void rd_kafka_destroy_flags(nint client, int flags);

    [LibraryImport(Name)]
    public static partial int rd_kafka_poll(nint client, int timeoutMs);

    [LibraryImport(Name)]
    public static partial byte* rd_kafka_err2str(ErrorCode code);

    [LibraryImport(Name)]
    public static partial ErrorCode rd_kafka_last_error();

    [LibraryImport(Name)]
    public static partial ErrorCode rd_kafka_fatal_error(nint client, byte* error, nuint errorSize);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint rd_kafka_topic_new(nint client, string topic, nint conf);

    [LibraryImport(Name)]
    public static partial byte* rd_kafka_topic_name(nint topic);

    [LibraryImport(Name)]
    public static partial void rd_kafka_topic_destroy(nint topic);

    [LibraryImport(Name)]
    public static partial ErrorCode rd_kafka_error_code(nint error);

    [LibraryImport(Name)]
    public static partial byte* rd_kafka_error_string(nint error);

    [LibraryImport(Name)]
    public static partial void rd_kafka_error_destroy(nint error);
}
