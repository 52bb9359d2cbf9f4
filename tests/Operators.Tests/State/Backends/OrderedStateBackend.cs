using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;

namespace AkkaStreamProc.Operators.Tests.State.Backends;

/// <summary>Keeps states as bytes in one sorted store, as an embedded database would: what the contract must leave room for.</summary>
internal sealed class OrderedStateBackend : IKeyedStateBackend
{
    /// <summary>By operator, state, key group and key.</summary>
    public SortedDictionary<byte[], byte[]> Store { get; } = new(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));

    public KeyedValue<TKey, TValue> CreateValue<TKey, TValue>(KeyedStateFormat<TKey, TValue> format, KeyGroupRange range, CurrentKey<TKey> current)
        where TKey : notnull =>
        new OrderedValue<TKey, TValue>(Store, format, range, current);
}
