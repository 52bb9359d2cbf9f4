using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Native;

/// <summary><c>rd_kafka_message_t</c>: a record, or an event about its partition where <see cref="Error"/> says so.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    public ErrorCode Error;
    public nint Topic;
    public int Partition;
    public byte* Payload;
    public nuint PayloadLength;
    public byte* Key;
    public nuint KeyLength;
    public long Offset;
    public nint Opaque;

    /// <summary>The value, or the text of the error.</summary>
    public readonly ReadOnlySpan<byte> Value => new(Payload, checked((int)PayloadLength));

    public readonly ReadOnlySpan<byte> KeyBytes => new(Key, checked((int)KeyLength));
}
