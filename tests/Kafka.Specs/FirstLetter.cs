using System.Buffers;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Keys records by their first letter.</summary>
internal sealed class FirstLetter : ISerializer<string>
{
    public void Serialize(string value, IBufferWriter<byte> output) => output.Write([(byte)value[0]]);
}
