using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.State.Backends;

/// <summary>Where the states of functions lie: one implementation for each place.</summary>
/// <remarks>
/// A backend makes the handles that functions use, each with its storage, and each handle freezes and restores itself
/// (<see cref="IKeyedState"/>). What it keeps belongs to an operator, a state, a key group and a key, in this order, so
/// that a store that is sorted can be scanned key group by key group. Handles are used by one thread, the subtask's.
/// </remarks>
internal interface IKeyedStateBackend
{
    /// <summary>One value for each key.</summary>
    /// <param name="format">How keys and values are written, and for which state of which operator.</param>
    /// <param name="range">The key groups of the subtask.</param>
    /// <param name="current">The key at hand.</param>
    KeyedValue<TKey, TValue> CreateValue<TKey, TValue>(KeyedStateFormat<TKey, TValue> format, KeyGroupRange range, CurrentKey<TKey> current)
        where TKey : notnull;
}
