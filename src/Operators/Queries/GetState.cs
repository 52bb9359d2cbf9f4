using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Queries;

namespace AkkaStreamProc;

/// <summary>Asks what a state has for a key; answered by a <see cref="StateValue{TValue}"/> of the type the state is read as.</summary>
/// <remarks>
/// A map is read as <see cref="IReadOnlyDictionary{TKey, TValue}"/>, a list as <see cref="IReadOnlyList{T}"/>, an aggregate as its
/// result, anything else as what it was declared with.
/// </remarks>
/// <typeparam name="TKey">The type of the keys of the state, exactly.</typeparam>
public sealed record GetState<TKey> : StateQuestion
    where TKey : notnull
{
    /// <param name="operatorName">The name of the operator.</param>
    /// <param name="state">The name of the state.</param>
    /// <param name="key">The key.</param>
    public GetState(string operatorName, string state, TKey key)
        : base(operatorName, state) => Key = key;

    /// <summary>The key.</summary>
    public TKey Key { get; }

    internal override Type KeyType => typeof(TKey);

    internal override int KeyGroupOf(int maxParallelism) => KeyGroups.Of(Hash(), maxParallelism);

    internal override PreparedAnswer Read(ReadableState state, KeyGroupRange range, int maxParallelism) =>
        ((ReadableState<TKey>)state).Get(KeyGroupOf(maxParallelism), Key, Hash());

    private ulong Hash() => Key is null
        ? throw new StreamProcessingException($"The state '{State}' of the operator '{Operator}' was asked for the key null, and no key is. Ask for one that is there.")
        : KeyHash<TKey>.Of(Key);
}
