using System.Linq.Expressions;
using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Fusion;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>Turns expressions of the user's, which see keys and rows, into those of what travels.</summary>
internal static class Rewriting
{
    /// <summary>From a selector of rows to one of rows with keys.</summary>
    public static Expression<Func<Row<TKey, T>, TResult>> OfRow<TKey, T, TResult>(Expression<Func<T, TResult>> selector)
    {
        var row = Expression.Parameter(typeof(Row<TKey, T>), "row");
        return Expression.Lambda<Func<Row<TKey, T>, TResult>>(ParameterReplacement.Apply(selector, Expression.Property(row, nameof(Row<,>.Value))), row);
    }

    /// <summary>From a selector of rows to one that replaces the row and leaves the key.</summary>
    public static Expression<Func<Row<TKey, T>, Row<TKey, TOut>>> WithKey<TKey, T, TOut>(Expression<Func<T, TOut>> selector)
    {
        var row = Expression.Parameter(typeof(Row<TKey, T>), "row");
        return Replacing<TKey, T, TOut>(row, ParameterReplacement.Apply(selector, Expression.Property(row, nameof(Row<,>.Value))));
    }

    /// <summary>From a selector of keys and rows to one that replaces the row and leaves the key.</summary>
    public static Expression<Func<Row<TKey, T>, Row<TKey, TOut>>> WithKey<TKey, T, TOut>(Expression<Func<TKey, T, TOut>> selector)
    {
        var row = Expression.Parameter(typeof(Row<TKey, T>), "row");
        var ofKey = new ParameterReplacement(selector.Parameters[0], Expression.Property(row, nameof(Row<,>.Key))).Visit(selector.Body);
        return Replacing<TKey, T, TOut>(row, new ParameterReplacement(selector.Parameters[1], Expression.Property(row, nameof(Row<,>.Value))).Visit(ofKey));
    }

    /// <summary>A function as an expression.</summary>
    public static Expression<Func<T, TResult>> Invocation<T, TResult>(Func<T, TResult> function)
    {
        var row = Expression.Parameter(typeof(T), "row");
        return Expression.Lambda<Func<T, TResult>>(Expression.Invoke(Expression.Constant(function), row), row);
    }

    private static Expression<Func<Row<TKey, T>, Row<TKey, TOut>>> Replacing<TKey, T, TOut>(ParameterExpression row, Expression value) =>
        Expression.Lambda<Func<Row<TKey, T>, Row<TKey, TOut>>>(
            Expression.New(typeof(Row<TKey, TOut>).GetConstructor([typeof(TKey), typeof(TOut)])!, Expression.Property(row, nameof(Row<,>.Key)), value), row);
}
