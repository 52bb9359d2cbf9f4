using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>Reads a value that could not be missing as one that can.</summary>
internal sealed class PresentPart<T>(StateSerializer<T> value) : ReadingSerializer<T?>
    where T : struct
{
    public override T? ReadPart(SnapshotReader reader) => value.ReadPart(reader);
}
