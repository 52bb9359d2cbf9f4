using AkkaStreamProc.Operators.Joins;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <content>Joins of rows in the same group.</content>
public sealed partial class RowGroups<T, TRow, TGroup>
{
    /// <summary>Joins each row with each row of the other side in the same group.</summary>
    /// <param name="other">The other side.</param>
    /// <param name="select">From a row of each side to a result; must return the same for the same rows.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <remarks>
    /// All rows of both sides are kept, for as long as both say. The key of a result is made of those of its rows
    /// (<see cref="JoinedKey{TGroup, TFirst, TSecond}"/>), so that changes of one key come from one place; group by another and take the
    /// <c>Last</c> to have a table by that.
    /// </remarks>
    /// <exception cref="StreamProcessingException">The other belongs to another job, or keeps rows for another time.</exception>
    public ChangeStream<JoinedKey<TGroup, TRow, TOtherRow>, TOut> Join<TOther, TOtherRow, TOut>(
        RowGroups<TOther, TOtherRow, TGroup> other, Func<T, TOther, TOut> select, string? name = null)
        where TOtherRow : notnull => RowJoins.ByGroup(JoinKind.Inner, "table join", _input, other._input, (first, second) => select(first!, second!), _ttl, other._ttl, name);

    /// <summary>Joins rows of the same group, and keeps rows of this side for which the other has none.</summary>
    /// <inheritdoc cref="Join" path="/*[not(self::summary)]"/>
    public ChangeStream<JoinedKey<TGroup, TRow, TOtherRow>, TOut> LeftJoin<TOther, TOtherRow, TOut>(
        RowGroups<TOther, TOtherRow, TGroup> other, Func<T, TOther?, TOut> select, string? name = null)
        where TOtherRow : notnull => RowJoins.ByGroup(JoinKind.Left, "left table join", _input, other._input, (first, second) => select(first!, second), _ttl, other._ttl, name);

    /// <summary>Joins rows of the same group, and keeps rows of the other side for which this one has none.</summary>
    /// <inheritdoc cref="Join" path="/*[not(self::summary)]"/>
    public ChangeStream<JoinedKey<TGroup, TRow, TOtherRow>, TOut> RightJoin<TOther, TOtherRow, TOut>(
        RowGroups<TOther, TOtherRow, TGroup> other, Func<T?, TOther, TOut> select, string? name = null)
        where TOtherRow : notnull => RowJoins.ByGroup(JoinKind.Right, "right table join", _input, other._input, (first, second) => select(first, second!), _ttl, other._ttl, name);

    /// <summary>Joins rows of the same group, and keeps all for which the other side has none.</summary>
    /// <inheritdoc cref="Join" path="/*[not(self::summary)]"/>
    public ChangeStream<JoinedKey<TGroup, TRow, TOtherRow>, TOut> FullJoin<TOther, TOtherRow, TOut>(
        RowGroups<TOther, TOtherRow, TGroup> other, Func<T?, TOther?, TOut> select, string? name = null)
        where TOtherRow : notnull => RowJoins.ByGroup(JoinKind.Full, "full table join", _input, other._input, select, _ttl, other._ttl, name);
}
