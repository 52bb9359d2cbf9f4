using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>What a window gathered for a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Window">The window.</param>
/// <param name="Value">The result of the aggregate.</param>
public readonly record struct WindowResult<TKey, TResult>(TKey Key, Window Window, TResult Value);
