using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Batches.Codecs;

/// <summary>Numbers, enumerations and times as they lie in memory.</summary>
internal sealed class BlockColumn<T> : ColumnCodec<T>
{
    public override void Write(SnapshotWriter writer, ReadOnlySpan<T> values) => Blocks.Write(writer, values);

    public override void Read(SnapshotReader reader, Span<T> values) => Blocks.Read(reader, values);
}
