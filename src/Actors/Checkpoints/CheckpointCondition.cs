namespace AkkaStreamProc.Actors.Checkpoints;

/// <summary>Whether a retained checkpoint can be restored.</summary>
/// <param name="Checkpoint">The checkpoint.</param>
/// <param name="Damage">What is wrong with one of its snapshots, or <see langword="null"/> where all are whole.</param>
internal sealed record CheckpointCondition(CompletedCheckpoint Checkpoint, string? Damage);
