using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Joins;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>Declares joins of tables.</summary>
internal static class RowJoins
{
    private const string DefaultName = "table-join";

    /// <summary>Of rows with the same key.</summary>
    public static ChangeStream<TKey, TOut> ByKey<TKey, TFirst, TSecond, TOut>(
        JoinKind kind, string verb, ChangeStream<TKey, TFirst> first, ChangeStream<TKey, TSecond> second, Func<TFirst?, TSecond?, TOut> select, Ttl ttl, string? name)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(ttl);
        return Join(
            kind,
            $"{verb} by key",
            new KeyedStream<Row<TKey, TFirst>, TKey>(first.Rows, row => row.Key),
            new KeyedStream<Row<TKey, TSecond>, TKey>(second.Rows, row => row.Key),
            () => new KeyJoin<TKey, TFirst, TSecond, TOut>(kind, select, ttl),
            ttl,
            name);
    }

    /// <summary>Of rows in the same group.</summary>
    public static ChangeStream<JoinedKey<TGroup, TFirstRow, TSecondRow>, TOut> ByGroup<TGroup, TFirst, TFirstRow, TSecond, TSecondRow, TOut>(
        JoinKind kind,
        string verb,
        GroupedInput<TFirst, TFirstRow, TGroup> first,
        GroupedInput<TSecond, TSecondRow, TGroup> second,
        Func<TFirst?, TSecond?, TOut> select,
        Ttl ttl,
        Ttl secondTtl,
        string? name)
        where TGroup : notnull
        where TFirstRow : notnull
        where TSecondRow : notnull
    {
        if (ttl != secondTtl)
        {
            throw new StreamProcessingException(
                $"The sides of the join '{name ?? DefaultName}' keep rows for different times: one {ttl}, the other {secondTtl}. The rows of a group are kept together, so say the same for both.");
        }

        var (firstNumbers, secondNumbers) = (first.Numbers, second.Numbers);
        return Join(
            kind,
            verb,
            first.Rows,
            second.Rows,
            () => new RowJoin<TGroup, TFirstRow, TFirst, TSecondRow, TSecond, TOut>(kind, select, firstNumbers, secondNumbers, ttl),
            ttl,
            name);
    }

    private static ChangeStream<TOutKey, TOut> Join<TKey, TFirst, TSecond, TOutKey, TOut>(
        JoinKind kind,
        string description,
        KeyedStream<TFirst, TKey> first,
        KeyedStream<TSecond, TKey> second,
        Func<ChangeFunction<TKey, Either<TFirst, TSecond>, TOutKey, TOut>> create,
        Ttl ttl,
        string? name)
        where TKey : notnull
        where TOutKey : notnull
    {
        // Rows that do not change make pairs that do not; those without a partner may get one.
        var declaration = first.Connect(second).Add(description, DefaultName, name, ttl, create, kind == JoinKind.Inner ? ResultChanges.OfInputs : ResultChanges.Own);
        return new ChangeStream<TOutKey, TOut>(new DataStream<Row<TOutKey, TOut>>(first.Job, declaration, 0), declaration);
    }
}
