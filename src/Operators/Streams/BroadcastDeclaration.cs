using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>What becomes of the records of a broadcast stream, unless a function does otherwise: a map by key.</summary>
/// <param name="State">The map.</param>
/// <param name="KeyOf">From a record to its key.</param>
/// <param name="IsRemoval">Whether a record removes its key; none does where it is not given.</param>
internal sealed record BroadcastDeclaration<T, TKey>(BroadcastStateDescriptor<TKey, T> State, Func<T, TKey> KeyOf, Func<T, bool>? IsRemoval)
    where TKey : notnull;
