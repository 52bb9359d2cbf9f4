using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Batches.Codecs;

/// <summary>Values one behind the other, each as it would be kept in state.</summary>
internal sealed class ValueColumn<T>(StateSerializer<T> serializer) : ColumnCodec<T>
{
    public override void Write(SnapshotWriter writer, ReadOnlySpan<T> values)
    {
        foreach (ref readonly var value in values)
        {
            serializer.Write(writer, value);
        }
    }

    public override void Read(SnapshotReader reader, Span<T> values)
    {
        foreach (ref var value in values)
        {
            value = serializer.Read(reader);
        }
    }
}
