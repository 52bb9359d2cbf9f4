using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Joins;

/// <summary>Writes what a join keeps of a key: the rows, where it says that they lie.</summary>
/// <param name="sides">The form in which they are written.</param>
/// <param name="first">The rows of the first side as they stood at the freeze.</param>
/// <param name="second">Those of the second.</param>
internal sealed class JoinKeySerializer<TFirst, TSecond>(
    StateSerializer<JoinSides<TFirst, TSecond>> sides, RowSlabs<TFirst>.Frozen first, RowSlabs<TSecond>.Frozen second)
    : StateSerializer<JoinKey<TFirst, TSecond>>
{
    // The writer of the snapshot uses it, and the operator, where it must write ahead.
    private Written? _free;

    public override string TypeName => sides.TypeName;

    public override void WritePart(SnapshotWriter writer, in JoinKey<TFirst, TSecond> value)
    {
        var written = Interlocked.Exchange(ref _free, null) ?? new Written();
        written.Sides.First.Set(first.Of(value.First));
        written.Sides.Second.Set(second.Of(value.Second));
        sides.Write(writer, written.Sides);
        _free = written;
    }

    /// <exception cref="InvalidOperationException">Always: what was written is read as <see cref="JoinSides{TFirst, TSecond}"/>.</exception>
    public override JoinKey<TFirst, TSecond> ReadPart(SnapshotReader reader) => throw new InvalidOperationException("Where rows lie is not written.");

    private sealed class Written
    {
        public JoinSides<TFirst, TSecond> Sides;
    }
}
