using System.Linq.Expressions;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>Tells records that have a key from those that have none, before the shuffle needs it.</summary>
internal static class KeyCheck
{
    /// <summary>A condition that holds for every record with a key, and throws for every other.</summary>
    public static Expression<Func<T, bool>> Of<T, TKey>(Expression<Func<T, TKey>> selector)
        where TKey : notnull =>
        Expression.Lambda<Func<T, bool>>(Expression.Call(typeof(KeyCheck), nameof(IsKey), [typeof(TKey)], selector.Body), selector.Parameters);

    private static bool IsKey<TKey>(TKey? key) =>
        key is not null ? true : throw new InvalidOperationException("The key is null.");
}
