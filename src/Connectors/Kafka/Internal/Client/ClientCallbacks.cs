using System.Runtime.InteropServices;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using AkkaStreamProc.Connectors.Kafka.Internal.Sink;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Client;

/// <summary>What librdkafka calls; the opaque pointer leads to the <see cref="ClientEvents"/> of the client.</summary>
internal static unsafe class ClientCallbacks
{
    public static void Register(nint conf, GCHandle events)
    {
        LibRdKafka.rd_kafka_conf_set_opaque(conf, GCHandle.ToIntPtr(events));
        LibRdKafka.rd_kafka_conf_set_error_cb(conf, &OnError);
        LibRdKafka.rd_kafka_conf_set_offset_commit_cb(conf, &OnCommitted);
    }

    public static void RegisterDeliveries(nint conf) => LibRdKafka.rd_kafka_conf_set_dr_msg_cb(conf, &OnDelivered);

    [UnmanagedCallersOnly]
    private static void OnError(nint client, ErrorCode code, byte* reason, nint opaque)
    {
        if (code != ErrorCode.Local_Fatal)
        {
            EventsOf(opaque).OnError(code, NativeText.Read(reason));
            return;
        }

        var text = stackalloc byte[512];
        var cause = LibRdKafka.rd_kafka_fatal_error(client, text, 512);
        EventsOf(opaque).OnFatalError($"{NativeText.Of(cause)}: {NativeText.Read(text)}");
    }

    [UnmanagedCallersOnly]
    private static void OnCommitted(nint client, ErrorCode code, NativePartitionList* offsets, nint opaque) =>
        EventsOf(opaque).OnCommitted(code);

    [UnmanagedCallersOnly]
    private static void OnDelivered(nint client, NativeMessage* message, nint opaque)
    {
        if (message->Error == ErrorCode.NoError)
        {
            return;
        }

        var reason = NativeText.Read(LibRdKafka.rd_kafka_message_produce_errstr(message));
        if (message->Error.IsRefusalOfRecord)
        {
            EventsOf(opaque).OnRefused(Suspect.Of(message, reason));
        }
        else
        {
            EventsOf(opaque).OnDeliveryFailed(
                NativeText.Read(LibRdKafka.rd_kafka_topic_name(message->Topic)), message->Partition, message->Error, reason);
        }
    }

    private static ClientEvents EventsOf(nint opaque) => (ClientEvents)GCHandle.FromIntPtr(opaque).Target!;
}
