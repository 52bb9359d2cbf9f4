using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Operators.Keys;

/// <summary>A key that comes without its type.</summary>
internal static class HashedKey<TKey>
    where TKey : notnull
{
    /// <summary>The key and its hash.</summary>
    /// <param name="key">The key.</param>
    /// <param name="what">Whose key it is to be, for the error.</param>
    /// <exception cref="StreamProcessingException">It is of another type; says of which.</exception>
    public static (TKey Key, ulong Hash) Of(object key, string what) => key is TKey own
        ? (own, KeyHash<TKey>.Of(own))
        : throw new StreamProcessingException(
            $"The {what} has keys of {TypeNames.Of(typeof(TKey))}, and was asked for one of {(key is null ? "null" : TypeNames.Of(key.GetType()))}. Ask with the type of its keys.");
}
