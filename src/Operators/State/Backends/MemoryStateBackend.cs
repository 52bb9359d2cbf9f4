using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.State.Backends;

/// <summary>Keeps states as objects in memory, in hash tables that snapshots share.</summary>
internal sealed class MemoryStateBackend : IKeyedStateBackend
{
    public static readonly MemoryStateBackend Instance = new();

    public KeyedValue<TKey, TValue> CreateValue<TKey, TValue>(KeyedStateFormat<TKey, TValue> format, KeyGroupRange range, CurrentKey<TKey> current)
        where TKey : notnull =>
        new TableValue<TKey, TValue>(format, range, current);
}
