using System.Buffers;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Writes CSV fields as JSON strings, without a detour over UTF-16.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    /// <summary>Appends a field, given as it stands in the file, as a JSON string.</summary>
    public static void Append(ByteBuffer output, ReadOnlySpan<byte> field)
    {
        var isQuoted = field is [(byte)'"', .., (byte)'"'];
        var rest = isQuoted ? field[1..^1] : field;
        output.Append((byte)'"');
        while (rest.IndexOfAny(Escaped) is var at and >= 0)
        {
            output.Append(rest[..at]);
            AppendEscaped(output, rest[at]);

            // Within a quoted field every quote is doubled.
            rest = rest[(isQuoted && rest[at] == '"' ? at + 2 : at + 1)..];
        }

        output.Append(rest);
        output.Append((byte)'"');
    }

    private static void AppendEscaped(ByteBuffer output, byte value)
    {
        output.Append((byte)'\\');
        switch (value)
        {
            case (byte)'"' or (byte)'\\':
                output.Append(value);
                break;
            case (byte)'\n':
                output.Append((byte)'n');
                break;
            case (byte)'\r':
                output.Append((byte)'r');
                break;
            case (byte)'\t':
                output.Append((byte)'t');
                break;
            default:
                output.Append("u00"u8);
                output.Append((byte)(value < 0x10 ? '0' : '1'));
                output.Append("0123456789abcdef"u8[value & 0xf]);
                break;
        }
    }
}
