using System.Linq.Expressions;
using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Fusion;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>Rows by group, whatever they come from, as the verbs of <see cref="RowGroups{T, TRow, TGroup}"/> need them.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <typeparam name="TRow">The type of the keys of the rows.</typeparam>
/// <typeparam name="TGroup">The type of the key of the groups.</typeparam>
internal abstract class GroupedInput<T, TRow, TGroup>
    where TRow : notnull
    where TGroup : notnull
{
    /// <summary>Gives rows keys that have none of their own, and that nothing takes back; <see langword="null"/> where rows change.</summary>
    public abstract Func<long, TRow>? Numbers { get; }

    public abstract JobBuilder Job { get; }

    /// <summary>The rows with their keys, for a join.</summary>
    public abstract KeyedStream<Row<TRow, T>, TGroup> Rows { get; }

    /// <summary>Adds an operator.</summary>
    /// <param name="kind">What it does, for plans and the fingerprint.</param>
    /// <param name="defaultName">Its name, unless the user gives one.</param>
    /// <param name="name">The user's name for it, if any.</param>
    /// <param name="ttl">How long it keeps what.</param>
    /// <param name="create">Creates its function.</param>
    /// <param name="changes">What it does to its results later.</param>
    /// <param name="selector">What it takes of a row into its state, for the comparison with stored state.</param>
    public abstract UpdatingStream<T, TKey, TOut> Add<TKey, TOut>(
        string kind, string defaultName, string? name, Ttl ttl, Func<ChangeFunction<TGroup, Row<TRow, T>, TKey, TOut>> create, ResultChanges changes, string? selector = null)
        where TKey : notnull;
}

/// <summary>The records of a stream: each is a row.</summary>
internal sealed class AppendedInput<T, TGroup>(KeyedStream<T, TGroup> stream) : GroupedInput<T, long, TGroup>
    where TGroup : notnull
{
    private KeyedStream<Row<long, T>, TGroup>? _rows;

    public override Func<long, long>? Numbers => static number => number;

    public override JobBuilder Job => stream.Job;

    public override KeyedStream<Row<long, T>, TGroup> Rows => _rows ??= new KeyedStream<Row<long, T>, TGroup>(
        stream.Use().Then<Row<long, T>>("rows", StageKind.Select, (Expression<Func<T, Row<long, T>>>)(record => new Row<long, T>(0, record)), null),
        Rewriting.OfRow<long, T, TGroup>(stream.Selector));

    public override UpdatingStream<T, TKey, TOut> Add<TKey, TOut>(
        string kind, string defaultName, string? name, Ttl ttl, Func<ChangeFunction<TGroup, Row<long, T>, TKey, TOut>> create, ResultChanges changes, string? selector = null)
    {
        var declaration = FunctionDeclaration.OfRows(
            kind, defaultName, name, () => new AppendedRows<TGroup, T, TKey, TOut>(create()), stream.Keys, takesChanges: false, changes, ttl, selector);
        return new UpdatingStream<T, TKey, TOut>(new DataStream<Row<TKey, TOut>>(stream.Job, stream.Add(declaration), 0), takesChanges: false);
    }
}

/// <summary>The rows of a table by a value in them.</summary>
internal sealed class ChangedInput<T, TRow, TGroup> : GroupedInput<T, TRow, TGroup>
    where TRow : notnull
    where TGroup : notnull
{
    public ChangedInput(DataStream<Row<TRow, T>> rows, Expression<Func<Row<TRow, T>, TGroup>> selector) => Rows = new KeyedStream<Row<TRow, T>, TGroup>(rows, selector);

    public override Func<long, TRow>? Numbers => null;

    public override JobBuilder Job => Rows.Job;

    public override KeyedStream<Row<TRow, T>, TGroup> Rows { get; }

    public override UpdatingStream<T, TKey, TOut> Add<TKey, TOut>(
        string kind, string defaultName, string? name, Ttl ttl, Func<ChangeFunction<TGroup, Row<TRow, T>, TKey, TOut>> create, ResultChanges changes, string? selector = null)
    {
        var declaration = FunctionDeclaration.OfRows(
            kind, defaultName, name, create, Rows.Keys, takesChanges: true, changes, ttl, selector);
        return new UpdatingStream<T, TKey, TOut>(new DataStream<Row<TKey, TOut>>(Job, Rows.Add(declaration), 0), takesChanges: true);
    }
}
