using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Native;

/// <summary>Reads the zero-terminated texts of librdkafka.</summary>
internal static unsafe class NativeText
{
    public static string Read(byte* text) =>
        text is null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    public static string Of(ErrorCode code) => Read(LibRdKafka.rd_kafka_err2str(code));
}
