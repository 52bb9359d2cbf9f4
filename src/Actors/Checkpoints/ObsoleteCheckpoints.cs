namespace AkkaStreamProc.Actors.Checkpoints;

/// <summary>Checkpoints whose snapshots may be deleted.</summary>
/// <param name="Below">All ids below this one.</param>
/// <param name="Ids">Single ids above it, which lie between kept ones.</param>
internal sealed record ObsoleteCheckpoints(long Below, IReadOnlyList<long> Ids);
