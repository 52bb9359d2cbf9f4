namespace AkkaStreamProc.Operators.Windows.Combining;

/// <summary>What one subtask has aggregated of a key in a window between two flushes; its timestamp is the start of the window.</summary>
/// <param name="Key">The key.</param>
/// <param name="Accumulator">The aggregate of the records.</param>
/// <param name="Records">How many records it stands for, at least one.</param>
internal readonly record struct Partial<TKey, TAccumulator>(TKey Key, TAccumulator Accumulator, long Records);
