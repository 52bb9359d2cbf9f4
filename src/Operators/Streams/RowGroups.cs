using System.Numerics;
using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Plans.Selectors;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <summary>Rows by group: records of a stream, which stay, or rows of a table, which change and go. What is made of them is a table.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <typeparam name="TRow">The type of the keys of the rows; those of a stream are numbered in each group.</typeparam>
/// <typeparam name="TGroup">The type of the key of the groups.</typeparam>
/// <remarks>
/// A row that changes is taken out and put in at once, so nothing is emitted between, and nothing at all where a result stays equal.
/// Behind a time to live (<see cref="Ttl"/>) what is kept of a group is forgotten, without a word: the next row begins it anew, as an
/// insert, and a row that is taken back is dropped and counted. Ranks and joins know their rows; an aggregate knows its result alone, and
/// takes a row that was forgotten out of a group that has begun anew, where it is not in. So behind a table the time has to be longer than
/// any group that has rows goes without a change.
/// </remarks>
public sealed partial class RowGroups<T, TRow, TGroup>
    where TRow : notnull
    where TGroup : notnull
{
    private readonly GroupedInput<T, TRow, TGroup> _input;
    private readonly Ttl _ttl;

    internal RowGroups(GroupedInput<T, TRow, TGroup> input, Ttl ttl) => (_input, _ttl) = (input, ttl);

    private bool RowsStay => _input.Numbers is not null;

    /// <summary>How many rows each group has.</summary>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public UpdatingStream<T, TGroup, long> Count(string? name = null) => Aggregate("count", "count", new CountOfRows<T>(), name);

    /// <summary>The sum of a number of each row; an integer that overflows fails.</summary>
    /// <param name="selector">From a row to the number; must return the same for the same row.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <remarks>
    /// Sums of <see cref="double"/> and <see cref="float"/> are rounded: what is taken back may leave a rest, and behind an infinity or a
    /// <see cref="double.NaN"/> the result is no number any more, also when it is taken back. <see cref="decimal"/> is exact.
    /// </remarks>
    public UpdatingStream<T, TGroup, TNumber> Sum<TNumber>(Func<T, TNumber> selector, string? name = null)
        where TNumber : struct, INumber<TNumber> => Aggregate("sum", "sum", new SumOfRows<T, TNumber>(selector), name);

    /// <summary>The mean of a number of each row, in double precision.</summary>
    /// <inheritdoc cref="Sum" path="/param"/>
    /// <remarks>It is rounded, of integers and <see cref="decimal"/> as well: what is taken back may leave a rest, an infinity or a <see cref="double.NaN"/> never goes.</remarks>
    public UpdatingStream<T, TGroup, double> Average<TNumber>(Func<T, TNumber> selector, string? name = null)
        where TNumber : struct, INumber<TNumber> => Aggregate("average", "average", new AverageOfRows<T, TNumber>(selector), name);

    /// <summary>The smallest of a value of each row. Where rows change all values are kept.</summary>
    /// <param name="selector">From a row to the value; must return the same for the same row.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public UpdatingStream<T, TGroup, TValue> Min<TValue>(Func<T, TValue> selector, string? name = null)
        where TValue : IComparable<TValue> => Extreme("min", selector, isLargest: false, name);

    /// <summary>The largest of a value of each row. Where rows change all values are kept.</summary>
    /// <inheritdoc cref="Min" path="/param"/>
    public UpdatingStream<T, TGroup, TValue> Max<TValue>(Func<T, TValue> selector, string? name = null)
        where TValue : IComparable<TValue> => Extreme("max", selector, isLargest: true, name);

    /// <summary>How many different values the rows have; all are kept. A null is a value.</summary>
    /// <param name="selector">From a row to the value, of a type that could be a key; must return the same for the same row.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <exception cref="StreamProcessingException">The type of the values has no such equality.</exception>
    public UpdatingStream<T, TGroup, long> CountDistinct<TValue>(Func<T, TValue> selector, string? name = null)
    {
        KeyHash<Present<TValue>>.Verify();
        return Aggregate("count distinct", "count-distinct", new DistinctOfRows<T, TValue>(selector), name);
    }

    /// <summary>Aggregates the rows with an object of the user's, or one of <see cref="Aggregates"/>. (Function verb)</summary>
    /// <param name="function">
    /// The aggregate. Where rows change it can take them back (<see cref="IRetractingAggregateFunction{TIn, TAccumulator, TResult}"/>). A result is
    /// compared with the one before by its equality, which has to cover all that is used of it.
    /// </param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <exception cref="StreamProcessingException">Rows change, and the aggregate cannot take them back.</exception>
    public UpdatingStream<T, TGroup, TResult> Aggregate<TAccumulator, TResult>(IAggregateFunction<T, TAccumulator, TResult> function, string? name = null) =>
        Aggregate("aggregate", "aggregate", function, name);

    /// <summary>The first row of each group, as they come. Rows of a stream stay, so there the results do, too.</summary>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <remarks>Where rows change, the next one takes the place of a first row that is gone: all are kept.</remarks>
    public UpdatingStream<T, TGroup, T> First(string? name = null) => Keep<byte>("first", null, isLast: false, null, name);

    /// <summary>The row of each group with the smallest of a value, for example a time; of equals the one that came first.</summary>
    /// <param name="by">From a row to the value; must return the same for the same row.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public UpdatingStream<T, TGroup, T> FirstBy<TOrder>(Func<T, TOrder> by, string? name = null)
        where TOrder : IComparable<TOrder> => Keep("first by", by, isLast: false, null, name);

    /// <summary>The last row of each group, as they come: a stream of upserts becomes a table.</summary>
    /// <param name="isRemoval">Whether a record of a stream says that there is no row any more; none does unless given.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <remarks>Where rows change, the one before takes the place of a last row that is gone: all are kept. So a table gets another key.</remarks>
    /// <exception cref="StreamProcessingException">Rows of a table are to be removals.</exception>
    public UpdatingStream<T, TGroup, T> Last(Func<T, bool>? isRemoval = null, string? name = null) => Keep<byte>("last", null, isLast: true, isRemoval, name);

    /// <summary>The row of each group with the largest of a value, for example a version; of equals the one that came last.</summary>
    /// <param name="by">From a row to the value; must return the same for the same row.</param>
    /// <param name="isRemoval">Whether a record of a stream says that there is no row any more. It is kept, for an older one may come behind it.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <exception cref="StreamProcessingException">Rows of a table are to be removals.</exception>
    public UpdatingStream<T, TGroup, T> LastBy<TOrder>(Func<T, TOrder> by, Func<T, bool>? isRemoval = null, string? name = null)
        where TOrder : IComparable<TOrder> => Keep("last by", by, isLast: true, isRemoval, name);

    /// <summary>The rows of each group with the largest of a value, by their own keys: in no order, so one that moves among them emits nothing.</summary>
    /// <param name="count">How many; one or more. A part of the operator: with another count it does not continue from a checkpoint.</param>
    /// <param name="by">From a row to the value; must return the same for the same row.</param>
    /// <param name="isAscending">Whether the smallest are meant.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <remarks>Of equals the one that came first. Rows that change are all kept, rows of a stream only as long as they are among the first.</remarks>
    /// <exception cref="StreamProcessingException">The count is not possible.</exception>
    public UpdatingStream<T, (TGroup Group, TRow Row), T> Top<TOrder>(int count, Func<T, TOrder> by, bool isAscending = false, string? name = null)
        where TOrder : IComparable<TOrder>
    {
        var (ranking, numbers, ttl) = (RankingOf(count, by, isAscending), _input.Numbers, _ttl);
        return _input.Add(Of($"top {count}{(isAscending ? " ascending" : "")}"), "top", name, ttl, () => new FirstRows<TGroup, TRow, T, TOrder>(ranking, numbers, ttl), ResultChanges.Own, SelectorTrace.Of(by));
    }

    /// <summary>The rows of each group with the largest of a value by rank, from 1 on: what stands in each place.</summary>
    /// <inheritdoc cref="Top" path="/*[not(self::summary)]"/>
    public UpdatingStream<T, (TGroup Group, int Rank), T> TopByRank<TOrder>(int count, Func<T, TOrder> by, bool isAscending = false, string? name = null)
        where TOrder : IComparable<TOrder>
    {
        var (ranking, numbers, ttl) = (RankingOf(count, by, isAscending), _input.Numbers, _ttl);
        return _input.Add(
            Of($"top {count} by rank{(isAscending ? " ascending" : "")}"),
            "top",
            name,
            ttl,
            () => new RowsByRank<TGroup, TRow, T, TOrder, (TGroup Group, int Rank)>(ranking, numbers, static (group, rank) => (group, rank), ttl),
            ResultChanges.Own,
            SelectorTrace.Of(by));
    }

    private static Ranking<T, TOrder> RankingOf<TOrder>(int count, Func<T, TOrder> by, bool isAscending)
    {
        ArgumentNullException.ThrowIfNull(by);
        return count > 0
            ? new Ranking<T, TOrder>(count, by, IsDescending: !isAscending)
            : throw new StreamProcessingException($"The top {count} rows are not possible: the count must be one or more.");
    }

    private UpdatingStream<T, TGroup, TValue> Extreme<TValue>(string kind, Func<T, TValue> selector, bool isLargest, string? name) => RowsStay
        ? Aggregate(kind, kind, new ExtremeOfStayingRows<T, TValue>(selector, isLargest), name)
        : Aggregate(kind, kind, new ExtremeOfRows<T, TValue>(selector, isLargest), name);

    private UpdatingStream<T, TGroup, TResult> Aggregate<TAccumulator, TResult>(
        string kind, string defaultName, IAggregateFunction<T, TAccumulator, TResult> function, string? name)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (!RowsStay && function is not IRetractingAggregateFunction<T, TAccumulator, TResult>)
        {
            throw new StreamProcessingException(
                $"The operator '{name ?? defaultName}' aggregates rows that change, and {function.GetType().Name} cannot take one back. " +
                $"Let it implement {nameof(IRetractingAggregateFunction<,,>)}, or aggregate the records of a stream before rows change (KeyBy and Updating).");
        }

        var ttl = _ttl;
        return _input.Add(Of(kind), defaultName, name, ttl, () => new RowAggregate<TGroup, TRow, T, TAccumulator, TResult>(function, ttl), ResultChanges.Own, SelectorTrace.OfAggregate(function));
    }

    private UpdatingStream<T, TGroup, T> Keep<TOrder>(string kind, Func<T, TOrder>? by, bool isLast, Func<T, bool>? isRemoval, string? name)
    {
        var ttl = _ttl;
        var defaultName = isLast ? "last" : "first";
        if (_input is AppendedInput<T, TGroup> appended)
        {
            return appended.Add(
                Of(isRemoval is null ? kind : $"{kind}, with removals"),
                defaultName,
                name,
                ttl,
                () => new KeptRow<TGroup, T, TOrder>(by, isLast, isRemoval, ttl),
                isLast || by is not null ? ResultChanges.Own : ResultChanges.None,
                by is null ? null : SelectorTrace.Of(by));
        }

        if (isRemoval is not null)
        {
            throw new StreamProcessingException(
                $"The operator '{name ?? defaultName}' takes rows of a table, which are deleted by themselves: none of them is a removal. Leave such rows out (Where), or say where the table is made what a removal is.");
        }

        var ranking = new Ranking<T, TOrder>(1, by ?? (static _ => default!), isLast, isLast, IsRowOfGroup: true);
        return _input.Add(
            Of(kind),
            defaultName,
            name,
            ttl,
            () => new RowsByRank<TGroup, TRow, T, TOrder, TGroup>(ranking, null, static (group, _) => group, ttl),
            ResultChanges.Own,
            by is null ? null : SelectorTrace.Of(by));
    }

    private string Of(string kind) => $"{kind} of {(RowsStay ? "records" : "rows")}";
}
