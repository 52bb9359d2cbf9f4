using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.Queries;

/// <summary>A state that may be read from outside: that of a running subtask, on its thread and between calls, or that in a snapshot.</summary>
internal abstract class ReadableState(string name)
{
    /// <summary>The name of the state.</summary>
    public string Name => name;

    /// <summary>What there is for a key of a type that is not known here, and the key group that it belongs to.</summary>
    /// <exception cref="StreamProcessingException">The keys are of another type; says of which.</exception>
    public abstract (int KeyGroup, Func<PreparedAnswer> Get) Find(object key, int maxParallelism);

    /// <summary>Some of the keys of a subtask, from a place in the walk on.</summary>
    /// <param name="start">Where the page begins: in a key group of the subtask.</param>
    /// <param name="size">How many keys there may be.</param>
    /// <param name="range">The key groups of the subtask.</param>
    /// <param name="maxParallelism">The number of key groups.</param>
    public abstract PreparedAnswer Page(PageCursor start, int size, KeyGroupRange range, int maxParallelism);
}

/// <inheritdoc/>
/// <typeparam name="TKey">The type of the keys.</typeparam>
internal abstract class ReadableState<TKey>(string name) : ReadableState(name)
    where TKey : notnull
{
    /// <summary>What there is for a key.</summary>
    public abstract PreparedAnswer Get(int keyGroup, TKey key, ulong hash);

    public override (int KeyGroup, Func<PreparedAnswer> Get) Find(object key, int maxParallelism)
    {
        var (own, hash) = HashedKey<TKey>.Of(key, $"state '{Name}'");
        var group = KeyGroups.Of(hash, maxParallelism);
        return (group, () => Get(group, own, hash));
    }
}
