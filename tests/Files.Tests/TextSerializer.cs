using System.Buffers;
using System.Text;

namespace AkkaStreamProc.Files.Tests;

/// <summary>Writes a text as it stands.</summary>
internal sealed class TextSerializer : ISerializer<string>
{
    public void Serialize(string value, IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(value, output);
}
