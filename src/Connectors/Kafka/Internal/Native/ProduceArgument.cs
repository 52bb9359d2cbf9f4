using System.Runtime.InteropServices;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Native;

/// <summary><c>rd_kafka_vu_t</c>: one tagged argument of <see cref="LibRdKafka.rd_kafka_produceva"/>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct ProduceArgument
{
    [FieldOffset(0)]
    private int _tag;

    [FieldOffset(8)]
    private long _first;

    [FieldOffset(8)]
    private int _number;

    [FieldOffset(16)]
    private nint _second;

    [FieldOffset(24)]
    private nint _third;

    public static ProduceArgument Topic(nint topic) => new() { _tag = 2, _first = topic };

    public static ProduceArgument Partition(int partition) => new() { _tag = 3, _number = partition };

    public static ProduceArgument Value(byte* start, int length) => new() { _tag = 4, _first = (nint)start, _second = length };

    public static ProduceArgument Key(byte* start, int length) => new() { _tag = 5, _first = (nint)start, _second = length };

    /// <param name="tag">Comes back with what becomes of the record (<see cref="NativeMessage.Opaque"/>).</param>
    public static ProduceArgument Opaque(long tag) => new() { _tag = 6, _first = tag };

    public static ProduceArgument Flags(int flags) => new() { _tag = 7, _number = flags };

    public static ProduceArgument Timestamp(long milliseconds) => new() { _tag = 8, _first = milliseconds };

    /// <param name="name">Ends with a zero byte.</param>
    /// <param name="start">The value, or <see langword="null"/>.</param>
    /// <param name="length">The length of the value.</param>
    public static ProduceArgument Header(byte* name, byte* start, int length) =>
        new() { _tag = 9, _first = (nint)name, _second = (nint)start, _third = length };
}
