using System.Buffers;
using System.Runtime.InteropServices;
using Nerdbank.MessagePack;

namespace AkkaStreamProc.Operators.State;

/// <summary>Strings inside other values: UTF-8, or UTF-16 as bytes where there are surrogates (see <see cref="StringStateSerializer"/>).</summary>
internal sealed class StateStringConverter : MessagePackConverter<string>
{
    public override string? Read(ref MessagePackReader reader, SerializationContext context)
    {
        if (reader.NextMessagePackType != MessagePackType.Binary)
        {
            return reader.ReadString();
        }

        var bytes = reader.ReadBytes()!.Value.ToArray();
        return new string(MemoryMarshal.Cast<byte, char>(bytes));
    }

    public override void Write(ref MessagePackWriter writer, in string? value, SerializationContext context)
    {
        if (value is not null && StringStateSerializer.HasSurrogates(value))
        {
            writer.Write(MemoryMarshal.AsBytes(value.AsSpan()));
        }
        else
        {
            writer.Write(value);
        }
    }
}
