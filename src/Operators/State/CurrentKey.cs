using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.State;

/// <summary>The key whose state is at hand.</summary>
/// <remarks>From <see cref="Set(TKey)"/> to <see cref="CurrentCall.Leave"/> it is at hand for the thread that set it; outside nothing may be touched.</remarks>
/// <param name="maxParallelism">The number of key groups.</param>
/// <param name="operatorName">The operator, for messages.</param>
internal sealed class CurrentKey<TKey>(int maxParallelism, string operatorName = "") : CurrentCall(operatorName)
    where TKey : notnull
{
    public TKey Key { get; private set; } = default!;

    public ulong Hash { get; private set; }

    public int KeyGroup { get; private set; }

    public void Set(TKey key) => Set(key, KeyHash<TKey>.Of(key));

    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    public void Set(TKey key, ulong hash)
    {
        Key = key;
        Hash = hash;
        KeyGroup = KeyGroups.Of(hash, maxParallelism);
        BeginWithKey();
    }
}
