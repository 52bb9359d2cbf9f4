namespace AkkaStreamProc.Operators.Windows.Combining;

/// <summary>What one subtask has aggregated of a key in a window between two flushes; its timestamp is the start of the window.</summary>
/// <param name="Key">The key.</param>
/// <param name="Part">The aggregate of at least one record.</param>
internal readonly record struct Partial<TKey, TPart>(TKey Key, TPart Part);
