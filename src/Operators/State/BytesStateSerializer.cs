using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State;

/// <summary>Values without references and with a fixed layout, as their bytes.</summary>
internal sealed class BytesStateSerializer<T> : StateSerializer<T>
{
    public override void Write(SnapshotWriter writer, in T value)
    {
        var size = Unsafe.SizeOf<T>();
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(writer.Buffer.GetSpan(size)), value);
        writer.Buffer.Advance(size);
    }

    public override T Read(SnapshotReader reader) =>
        Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(reader.Take(Unsafe.SizeOf<T>())));
}
