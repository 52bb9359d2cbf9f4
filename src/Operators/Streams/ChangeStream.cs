using System.Linq.Expressions;
using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <summary>A stream of changes of a table, which has at most one row for each key: rows come, change and go.</summary>
/// <typeparam name="TKey">The type of the key, which the verbs keep.</typeparam>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <remarks>
/// <para>
/// Each change says what it does to a row (<see cref="RowKind"/>): a row is inserted where there is none of its key, and updated
/// or deleted where there is one. An update is two changes, what the row was and what it is, one directly behind the other. All
/// changes of a key come in order. So whoever applies them has the table, as it is after each record of the input.
/// A row that is equal to what it was before is no change, so the equality of rows has to cover all that is used of them.
/// </para>
/// <para>
/// It is no <see cref="DataStream{T}"/>, for an operator of records would take a row that is taken back for another one:
/// <see cref="Changes"/> makes records of the changes. An error of a function fails the job, because a row that was left out would
/// be taken back later. (Flink's updating tables; <c>docs/changelogs.md</c>.)
/// </para>
/// </remarks>
public class ChangeStream<TKey, T>
    where TKey : notnull
{
    internal ChangeStream(DataStream<Row<TKey, T>> rows, OperatorDeclaration maker) => (Rows, Maker) = (rows, maker);

    internal DataStream<Row<TKey, T>> Rows { get; }

    /// <summary>What keeps the table, and runs in so many subtasks; what follows runs in the same.</summary>
    internal OperatorDeclaration Maker { get; }

    /// <summary>Keeps the rows for which a condition holds: one that no longer meets it is deleted, one that does now is inserted. (LINQ verb)</summary>
    public ChangeStream<TKey, T> Where(Expression<Func<T, bool>> predicate, string? name = null) =>
        Then(Rows.Then<Row<TKey, T>>("where", StageKind.Where, Rewriting.OfRow<TKey, T, bool>(predicate), name));

    /// <summary>Replaces every row. (LINQ verb)</summary>
    /// <param name="selector">From a row to another; must return the same for the same row, as a row that is taken back goes through it, too.</param>
    /// <param name="name">Names the operator.</param>
    public ChangeStream<TKey, TOut> Select<TOut>(Expression<Func<T, TOut>> selector, string? name = null) =>
        Then(Rows.Then<Row<TKey, TOut>>("select", StageKind.Select, Rewriting.WithKey<TKey, T, TOut>(selector), name));

    /// <summary>Replaces every row. (LINQ verb)</summary>
    /// <param name="selector">From a key and its row to another row; must return the same for the same ones.</param>
    /// <param name="name">Names the operator.</param>
    public ChangeStream<TKey, TOut> Select<TOut>(Expression<Func<TKey, T, TOut>> selector, string? name = null) =>
        Then(Rows.Then<Row<TKey, TOut>>("select", StageKind.Select, Rewriting.WithKey(selector), name));

    /// <summary>Keeps the rows for which a function returns true, as <see cref="Where"/> does. (Function verb)</summary>
    public ChangeStream<TKey, T> Filter(Func<T, bool> predicate, string? name = null) =>
        Then(Rows.Then<Row<TKey, T>>("filter", StageKind.Where, Rewriting.OfRow<TKey, T, bool>(Rewriting.Invocation(predicate)), name));

    /// <summary>Replaces every row by the result of a function, which must return the same for the same row. (Function verb)</summary>
    public ChangeStream<TKey, TOut> Map<TOut>(Func<T, TOut> function, string? name = null) =>
        Then(Rows.Then<Row<TKey, TOut>>("map", StageKind.Select, Rewriting.WithKey<TKey, T, TOut>(Rewriting.Invocation(function)), name));

    /// <summary>Groups the rows by a value in them, to be aggregated, ranked or joined. (LINQ verb)</summary>
    /// <param name="selector">From a row to the key of its group; see <see cref="Operators.Keys.KeyHash{TKey}"/> for the types it may have.</param>
    /// <param name="ttl">How long what is kept of a group outlives its last change: <see cref="Ttl.Never"/> keeps the results exact.</param>
    /// <exception cref="StreamProcessingException">The type cannot be a key.</exception>
    public RowGroups<T, TKey, TGroup> GroupBy<TGroup>(Expression<Func<T, TGroup>> selector, Ttl ttl)
        where TGroup : notnull
    {
        ArgumentNullException.ThrowIfNull(ttl);
        return new RowGroups<T, TKey, TGroup>(new ChangedInput<T, TKey, TGroup>(Rows, Rewriting.OfRow<TKey, T, TGroup>(selector)), ttl);
    }

    /// <summary>Joins the rows with those of another table that have the same key.</summary>
    /// <param name="other">The other table.</param>
    /// <param name="select">From a row of each to a result; must return the same for the same rows.</param>
    /// <param name="ttl">How long the rows of a key outlive their last change.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <exception cref="StreamProcessingException">The other belongs to another job.</exception>
    public ChangeStream<TKey, TOut> Join<TOther, TOut>(ChangeStream<TKey, TOther> other, Func<T, TOther, TOut> select, Ttl ttl, string? name = null) =>
        RowJoins.ByKey(Operators.Joins.JoinKind.Inner, "table join", this, other, (first, second) => select(first!, second!), ttl, name);

    /// <summary>Joins the rows with those of another table, and keeps those that have none there.</summary>
    /// <inheritdoc cref="Join{TOther, TOut}" path="/*[not(self::summary)]"/>
    public ChangeStream<TKey, TOut> LeftJoin<TOther, TOut>(ChangeStream<TKey, TOther> other, Func<T, TOther?, TOut> select, Ttl ttl, string? name = null) =>
        RowJoins.ByKey(Operators.Joins.JoinKind.Left, "left table join", this, other, (first, second) => select(first!, second), ttl, name);

    /// <summary>Joins the rows with those of another table, and keeps rows of the other that have none here.</summary>
    /// <inheritdoc cref="Join{TOther, TOut}" path="/*[not(self::summary)]"/>
    public ChangeStream<TKey, TOut> RightJoin<TOther, TOut>(ChangeStream<TKey, TOther> other, Func<T?, TOther, TOut> select, Ttl ttl, string? name = null) =>
        RowJoins.ByKey(Operators.Joins.JoinKind.Right, "right table join", this, other, (first, second) => select(first, second!), ttl, name);

    /// <summary>Joins the rows with those of another table, and keeps all that have none on the other side.</summary>
    /// <inheritdoc cref="Join{TOther, TOut}" path="/*[not(self::summary)]"/>
    public ChangeStream<TKey, TOut> FullJoin<TOther, TOut>(ChangeStream<TKey, TOther> other, Func<T?, TOther?, TOut> select, Ttl ttl, string? name = null) =>
        RowJoins.ByKey(Operators.Joins.JoinKind.Full, "full table join", this, other, select, ttl, name);

    /// <summary>The changes as records: all four kinds, each with what it says of which row.</summary>
    /// <remarks>
    /// Whatever follows takes them for records; <see cref="ChangeRecords.ToTable{TKey, T}"/> makes a table of them again. They may go to a sink
    /// that takes all four, or writes records, but to none of upserts.
    /// </remarks>
    public DataStream<Change<TKey, T>> Changes() => Records(leavesOutBefore: false, parallelism: null);

    /// <summary>The changes as records, without what rows were before updates: what to set or remove by key.</summary>
    /// <remarks>They may go to a sink of upserts, or one that writes records, but to none that takes rows back.</remarks>
    public DataStream<Change<TKey, T>> Upserts() => Records(leavesOutBefore: true, parallelism: null);

    /// <summary>Sets how many subtasks run the operator that keeps the table, and what follows it one to one.</summary>
    public ChangeStream<TKey, T> WithParallelism(int parallelism)
    {
        Maker.Parallelism = parallelism;
        return this;
    }

    /// <summary>Ends the stream in a sink that takes changes (<see cref="ISink{T}.Takes"/>): all, or those by key.</summary>
    /// <param name="sink">Where the changes go.</param>
    /// <param name="name">Names the operator; what it has not confirmed yet is addressed by it.</param>
    /// <param name="parallelism">How many subtasks write; as many as the stream has, unless given. All changes of a key are written by one.</param>
    /// <returns>The sink, to say what happens to changes that its system refuses for good.</returns>
    /// <remarks>A sink that only appends is an error when the job is built.</remarks>
    public DataStreamSink<Change<TKey, T>> SinkTo(ISink<Change<TKey, T>> sink, string? name = null, int? parallelism = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        var records = Records(leavesOutBefore: sink.Takes == ChangelogMode.Upsert, parallelism);
        var declared = records.SinkTo(sink, name);
        if (sink.Takes == ChangelogMode.Append)
        {
            declared.AppendsChangesOf(Rows.Declaration);
        }

        return declared;
    }

    /// <summary>Ends the stream in a sink of rows, which is possible where they do not change: behind <c>First</c>, or an inner join of such.</summary>
    /// <param name="sink">Where the rows go.</param>
    /// <param name="name">Names the operator; what it has not confirmed yet is addressed by it.</param>
    /// <param name="parallelism">How many subtasks write; as many as the stream has, unless given. The rows are distributed in turn then.</param>
    /// <returns>The sink, to say what happens to rows that its system refuses for good.</returns>
    /// <remarks>Where rows change it is an error when the job is built, which says what to do.</remarks>
    public DataStreamSink<T> SinkTo(ISink<T> sink, string? name = null, int? parallelism = null) =>
        Rows.Then<T>("row", StageKind.Select, (Expression<Func<Row<TKey, T>, T>>)(row => row.Value), null).SinkTo(sink, name, parallelism);

    private ChangeStream<TKey, TOut> Then<TOut>(DataStream<Row<TKey, TOut>> rows) => new(rows, Maker);

    private DataStream<Change<TKey, T>> Records(bool leavesOutBefore, int? parallelism)
    {
        var definition = new ChangesDefinition<TKey, T>(leavesOutBefore);
        var declaration = new OperatorDeclaration(definition, definition.Kind, null) { Parallelism = parallelism };
        Rows.Job.Add(declaration, Rows.To(parallelism is null ? Partitioning.Forward : new HashPartitioning<Row<TKey, T>, TKey>(row => row.Key)));
        return new DataStream<Change<TKey, T>>(Rows.Job, declaration, 0);
    }
}
