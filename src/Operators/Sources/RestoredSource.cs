namespace AkkaStreamProc.Operators.Sources;

/// <summary>What a checkpoint holds of a source.</summary>
/// <param name="Splits">
/// The splits of all subtasks, finished ones included, in the order of their ids. Each that is not finished must be assigned
/// again before reading begins, with or without changes: the same id carries on the event time of the split. A finished one
/// that is not assigned again is forgotten.
/// </param>
/// <param name="Enumerator">What <see cref="ISplitEnumerator.Freeze"/> returned for the checkpoint.</param>
public sealed record RestoredSource(IReadOnlyList<SourceSplit> Splits, ReadOnlyMemory<byte> Enumerator);
