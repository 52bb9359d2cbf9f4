using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.TestKit;

/// <summary>What an operator in a harness kept at some moment, in its binary form.</summary>
public sealed class HarnessCheckpoint
{
    internal HarnessCheckpoint(IReadOnlyList<SubtaskSnapshot> snapshots) => Snapshots = snapshots;

    internal IReadOnlyList<SubtaskSnapshot> Snapshots { get; }
}
