using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.TestKit;

/// <summary>What an operator in a harness kept at some moment, in its binary form.</summary>
public sealed class HarnessCheckpoint
{
    internal HarnessCheckpoint(IReadOnlyList<SubtaskSnapshot> snapshots, DateTimeOffset at) => (Snapshots, At) = (snapshots, at);

    internal IReadOnlyList<SubtaskSnapshot> Snapshots { get; }

    /// <summary>The moment on the clock.</summary>
    internal DateTimeOffset At { get; }
}
