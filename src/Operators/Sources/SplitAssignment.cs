namespace AkkaStreamProc.Operators.Sources;

/// <summary>What the enumerator of a source tells one of its subtasks.</summary>
/// <param name="Splits">The splits it is to read, finished ones included.</param>
/// <param name="Forgotten">The ids of finished splits that checkpoints need not hold any more.</param>
/// <param name="Begins">Whether these are the splits that the source begins with, and reading may begin.</param>
/// <param name="HoldsBack">Whether no record may be read before a checkpoint is complete.</param>
/// <param name="IsLast">Whether no split will follow.</param>
internal sealed record SplitAssignment(
    IReadOnlyList<StoredSplit> Splits, IReadOnlyList<string> Forgotten, bool Begins = false, bool HoldsBack = false, bool IsLast = false);
