using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Checkpoints.Stores;

/// <summary>The snapshot of a subtask as it was stored.</summary>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Hash">The XxHash3 of them.</param>
/// <param name="Parts">Where it has each state.</param>
internal sealed record StoredSnapshot(long Length, ulong Hash, IReadOnlyList<SnapshotPart> Parts);
