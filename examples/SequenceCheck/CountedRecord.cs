namespace AkkaStreamProc.Examples.SequenceCheck;

/// <summary>A record of the output. Where nothing was lost or doubled, the two numbers are equal.</summary>
/// <param name="Key">The key.</param>
/// <param name="Sequence">The number it came with.</param>
/// <param name="Count">How many records of the key the job had seen with it, by its own state.</param>
public sealed record CountedRecord(int Key, long Sequence, long Count);
