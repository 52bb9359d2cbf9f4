using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>The place of a value to be passed over, before it is known what it was written as.</summary>
internal sealed class SkippedPart : ReadingSerializer<Skipped>
{
    public static SkippedPart Instance { get; } = new();

    public override StateSerializer From(WrittenType written, StateEvolution evolution) => evolution.Skip(written);

    public override Skipped ReadPart(SnapshotReader reader) => throw new InvalidOperationException("What is passed over has a form.");
}

/// <summary>Reads a value and forgets it.</summary>
internal sealed class DiscardedPart<T>(StateSerializer<T> value) : ReadingSerializer<Skipped>
{
    public override Skipped ReadPart(SnapshotReader reader)
    {
        value.ReadPart(reader);
        return new Skipped();
    }
}
