namespace AkkaStreamProc.Examples.SequenceCheck;

/// <summary>A record of the input: the records of a key are numbered 1, 2, 3, ... by whoever writes them.</summary>
/// <param name="Key">The key.</param>
/// <param name="Sequence">The number among the records of the key.</param>
public sealed record SequencedRecord(int Key, long Sequence);
