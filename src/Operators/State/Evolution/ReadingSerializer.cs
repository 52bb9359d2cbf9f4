using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>Reads values of a type that were written as something else; writes none.</summary>
internal abstract class ReadingSerializer<T> : StateSerializer<T>
{
    public override string TypeName => StateSchema.NameOf(typeof(T));

    public override void WritePart(SnapshotWriter writer, in T value) =>
        throw new InvalidOperationException($"{typeof(T)} is read here as it was written before, and not written.");
}
