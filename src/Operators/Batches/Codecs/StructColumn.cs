using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Batches.Codecs;

/// <summary>Structs, and objects that are there: a column for each member, in the order of their names.</summary>
internal sealed class StructColumn<T>(IReadOnlyList<Member<T>> members) : ColumnCodec<T>
{
    private readonly MemberColumn<T>[] _columns = [.. members.Select(MemberColumn<T>.Of)];

    public override void Write(SnapshotWriter writer, ReadOnlySpan<T> values)
    {
        foreach (var column in _columns)
        {
            column.Write(writer, values);
        }
    }

    public override void Read(SnapshotReader reader, Span<T> values)
    {
        foreach (var column in _columns)
        {
            column.Read(reader, values);
        }
    }
}
