using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>Reads as one of several types what was written when there was no other.</summary>
internal sealed class OnlyAlternative<TBase, T>(StateSerializer<T> serializer) : ReadingSerializer<TBase>
    where T : TBase
{
    public override TBase ReadPart(SnapshotReader reader) => serializer.ReadPart(reader);
}
