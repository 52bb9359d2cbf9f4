using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Batches.Codecs;

/// <summary>Strings: all lengths, and the texts behind them.</summary>
/// <remarks>
/// A length is 0 for <see langword="null"/>, else one more than twice the number of bytes, and one more than that for
/// UTF-16, in which strings with surrogates stand: a lone one has no UTF-8 form.
/// </remarks>
internal sealed class StringColumn : ColumnCodec<string?>
{
    public override void Write(SnapshotWriter writer, ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
        {
            writer.WriteCount(value is null ? 0
                : IsUtf16(value) ? checked((value.Length * sizeof(char) * 2) + 2)
                : checked((Encoding.UTF8.GetByteCount(value) * 2) + 1));
        }

        foreach (var value in values)
        {
            if (value is null)
            {
                continue;
            }

            if (IsUtf16(value))
            {
                writer.WriteRaw(MemoryMarshal.AsBytes(value.AsSpan()));
            }
            else
            {
                Encoding.UTF8.GetBytes(value, writer.Buffer);
            }
        }
    }

    public override void Read(SnapshotReader reader, Span<string?> values)
    {
        var lengths = ArrayPool<int>.Shared.Rent(values.Length);
        try
        {
            for (var i = 0; i < values.Length; i++)
            {
                lengths[i] = reader.ReadCount();
            }

            for (var i = 0; i < values.Length; i++)
            {
                values[i] = lengths[i] == 0 ? null : Read(reader, lengths[i] - 1);
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(lengths);
        }
    }

    private static string Read(SnapshotReader reader, int length)
    {
        var bytes = reader.Take(length / 2);
        return length % 2 == 0 ? Encoding.UTF8.GetString(bytes) : new string(MemoryMarshal.Cast<byte, char>(bytes));
    }

    private static bool IsUtf16(string value) => value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');
}
