namespace AkkaStreamProc.Operators.Sinks;

/// <summary>An epoch as a checkpoint holds it.</summary>
/// <param name="CheckpointId">The checkpoint that ends it, and the marker with which it is committed.</param>
/// <param name="Prepared">What <see cref="ITransactionalEpoch{T}.Prepare"/> returned; never empty.</param>
public readonly record struct PreparedEpoch(long CheckpointId, ReadOnlyMemory<byte> Prepared);
