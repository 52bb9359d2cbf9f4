namespace AkkaStreamProc;

/// <summary>A key and what a state has for it.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TValue">The type of the value.</typeparam>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
public readonly record struct StateEntry<TKey, TValue>(TKey Key, TValue Value);
