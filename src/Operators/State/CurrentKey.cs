using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.State;

/// <summary>The key whose state is at hand.</summary>
internal sealed class CurrentKey<TKey>(int maxParallelism)
    where TKey : notnull
{
    public TKey Key { get; private set; } = default!;

    public ulong Hash { get; private set; }

    public int KeyGroup { get; private set; }

    public void Set(TKey key)
    {
        Key = key;
        Hash = KeyHash<TKey>.Of(key);
        KeyGroup = KeyGroups.Of(Hash, maxParallelism);
    }
}
