using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State;

/// <summary>Strings as UTF-8 with their length before them; <see langword="null"/> as a kind of its own.</summary>
/// <remarks>
/// A string with surrogates is kept as UTF-16: a lone one (half of a pair that was cut) has no UTF-8 form, and two keys
/// that differ only there would become one.
/// </remarks>
internal sealed class StringStateSerializer : StateSerializer<string?>
{
    private const byte Null = 0;
    private const byte Utf8 = 1;
    private const byte Utf16 = 2;

    public static bool HasSurrogates(string value) => value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');

    public override void Write(SnapshotWriter writer, in string? value)
    {
        if (value is null)
        {
            writer.WriteByte(Null);
        }
        else if (HasSurrogates(value))
        {
            writer.WriteByte(Utf16);
            writer.WriteBytes(MemoryMarshal.AsBytes(value.AsSpan()));
        }
        else
        {
            writer.WriteByte(Utf8);
            writer.WriteString(value);
        }
    }

    public override string? Read(SnapshotReader reader) => reader.ReadByte() switch
    {
        Null => null,
        Utf16 => new string(MemoryMarshal.Cast<byte, char>(reader.ReadBytes().Span)),
        _ => reader.ReadString(),
    };
}
