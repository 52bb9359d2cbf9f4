using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Serialization;

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

    public override string TypeName => "string";

    public static void WriteText(SnapshotWriter writer, string? value)
    {
        if (value is null)
        {
            writer.WriteByte(Null);
        }
        else if (value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            writer.WriteByte(Utf16);
            writer.WriteCount(value.Length * sizeof(char));
            foreach (var c in value)
            {
                writer.WriteInt16((short)c);
            }
        }
        else
        {
            writer.WriteByte(Utf8);
            writer.WriteString(value);
        }
    }

    public static string? ReadText(SnapshotReader reader)
    {
        switch (reader.ReadByte())
        {
            case Null:
                return null;
            case Utf8:
                return reader.ReadString();
            case Utf16:
                return string.Create(reader.ReadCount() / sizeof(char), reader, static (chars, source) =>
                {
                    for (var i = 0; i < chars.Length; i++)
                    {
                        chars[i] = (char)source.ReadInt16();
                    }
                });
            default:
                throw reader.Damaged();
        }
    }

    public override void WritePart(SnapshotWriter writer, in string? value) => WriteText(writer, value);

    public override string? ReadPart(SnapshotReader reader) => ReadText(reader);
}
