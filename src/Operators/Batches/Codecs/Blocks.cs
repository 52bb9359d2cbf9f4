using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Batches.Codecs;

/// <summary>Values whose bytes in memory are those of the format, one behind the other. (All supported processors are little-endian.)</summary>
internal static class Blocks
{
    public static void Write<T>(SnapshotWriter writer, ReadOnlySpan<T> values) => writer.WriteRaw(BytesOf(values));

    public static void Read<T>(SnapshotReader reader, Span<T> values)
    {
        var bytes = BytesOf<T>(values);
        reader.Take(bytes.Length).CopyTo(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(bytes), bytes.Length));
    }

    private static ReadOnlySpan<byte> BytesOf<T>(ReadOnlySpan<T> values) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(values)), checked(values.Length * Unsafe.SizeOf<T>()));
}
