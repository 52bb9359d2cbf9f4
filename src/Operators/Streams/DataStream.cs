using System.Linq.Expressions;
using AkkaStreamProc.Operators.Async;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <summary>A stream of records in a job that is being declared.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// Two vocabularies. The LINQ verbs (<see cref="Where"/>, <see cref="Select"/>, <see cref="SelectMany"/>,
/// <see cref="KeyBy"/>) take expressions: everything between two shuffles becomes one compiled loop, nearly as fast as a
/// hand-written one. A captured variable is read once, when the chain is compiled. The function verbs
/// (<see cref="Filter"/>, <see cref="Map"/>, <see cref="FlatMap"/>) take delegates: any code at all, at the price of a call for every record;
/// <see cref="MapAsync"/> and <see cref="FlatMapAsync"/> take those that answer later, and <c>Lookup</c> those that ask a table.
/// </para>
/// <para>
/// A stream may be used several times; each use sees all records, and the same objects. So a record is immutable from the
/// moment it is emitted: neither the function that emitted it, nor one that takes it, nor state that keeps it may change
/// it in place; a function that needs another value makes another object. Nothing is copied between operators of one
/// process. (<c>JobSettings.VerifiesRecords</c> and the TestKit find violations.)
/// </para>
/// </remarks>
public partial class DataStream<T> : IDataStream<T>
{
    internal DataStream(JobBuilder job, OperatorDeclaration declaration, int output)
    {
        Job = job;
        Declaration = declaration;
        Output = output;
    }

    internal JobBuilder Job { get; }

    internal OperatorDeclaration Declaration { get; }

    internal int Output { get; }

    /// <summary>Keeps the records for which a condition holds. (LINQ verb)</summary>
    public OperatorStream<T, T> Where(Expression<Func<T, bool>> predicate, string? name = null) =>
        Then<T>("where", StageKind.Where, predicate, name);

    /// <summary>Replaces every record. (LINQ verb)</summary>
    public OperatorStream<T, TOut> Select<TOut>(Expression<Func<T, TOut>> selector, string? name = null) =>
        Then<TOut>("select", StageKind.Select, selector, name);

    /// <summary>Replaces every record by any number of others, with its timestamp. (LINQ verb)</summary>
    public OperatorStream<T, TOut> SelectMany<TOut>(Expression<Func<T, IEnumerable<TOut>>> selector, string? name = null) =>
        Then<TOut>("select-many", StageKind.SelectMany, selector, name);

    /// <summary>Keeps the records for which a function returns true. (Function verb)</summary>
    public OperatorStream<T, T> Filter(Func<T, bool> predicate, string? name = null) =>
        Then<T>("filter", StageKind.Where, Invocation(predicate), name);

    /// <summary>Replaces every record by the result of a function. (Function verb)</summary>
    public OperatorStream<T, TOut> Map<TOut>(Func<T, TOut> function, string? name = null) =>
        Then<TOut>("map", StageKind.Select, Invocation(function), name);

    /// <summary>Replaces every record by the results of a function, with its timestamp. (Function verb)</summary>
    public OperatorStream<T, TOut> FlatMap<TOut>(Func<T, IEnumerable<TOut>> function, string? name = null) =>
        Then<TOut>("flat-map", StageKind.SelectMany, Invocation(function), name);

    /// <summary>
    /// Replaces every record by what an asynchronous function answers, with its timestamp: many records are in flight at a time,
    /// so what waits for a database or a service does not hold up the next. (Function verb)
    /// </summary>
    /// <param name="function">
    /// Called on the subtask, so what it does before its first await must not block. It may be called again for a record, behind
    /// a failure and behind a restart. Its token is cancelled when the record has taken too long and when the attempt ends.
    /// </param>
    /// <param name="options">How many at a time, how long, in which order, and whether again.</param>
    /// <param name="name">Names the operator; the records in flight are addressed by it.</param>
    /// <param name="onTimeout">Gives the result of a record that has taken too long (<see cref="AsyncOptions.Timeout"/>); it fails otherwise.</param>
    /// <remarks>
    /// <para>
    /// The records in flight are part of every checkpoint, so they must be of a type that can be kept in state. A barrier does
    /// not wait for answers; behind a restart the records are asked for again, each once, in their order and before new ones.
    /// </para>
    /// <para>
    /// A watermark waits for the results of the records before it, and the end of the input for all. A call that throws is the
    /// failure of its record: <see cref="OperatorStream{TIn, T}.OnError"/> and <see cref="OperatorStream{TIn, T}.Failed"/> say
    /// what becomes of that. (Flink's asynchronous I/O; <c>docs/async.md</c>.)
    /// </para>
    /// </remarks>
    public OperatorStream<T, TOut> MapAsync<TOut>(
        Func<T, CancellationToken, Task<TOut>> function, AsyncOptions? options = null, string? name = null, Func<T, TOut>? onTimeout = null) =>
        Call(new AsyncDefinition<T, TOut, TOut>("map-async", _ => AsyncCall.ToOne(function, onTimeout), OfCalls(options)), name);

    /// <summary>Replaces every record by all that an asynchronous function answers, with its timestamp. (Function verb)</summary>
    /// <remarks>The results of a record stay together. Everything else is as for <see cref="MapAsync"/>.</remarks>
    /// <inheritdoc cref="MapAsync" path="/param"/>
    public OperatorStream<T, TOut> FlatMapAsync<TOut>(
        Func<T, CancellationToken, Task<IEnumerable<TOut>>> function, AsyncOptions? options = null, string? name = null, Func<T, IEnumerable<TOut>>? onTimeout = null) =>
        Call(new AsyncDefinition<T, IEnumerable<TOut>, TOut>("flat-map-async", _ => AsyncCall.ToMany(function, onTimeout), OfCalls(options)), name);

    /// <summary>
    /// Groups the stream by a key: what follows keeps state for each key. (LINQ verb)
    /// </summary>
    /// <param name="selector">From a record to its key; see <see cref="KeyHash{TKey}"/> for the types a key may have.</param>
    /// <exception cref="StreamProcessingException">The type cannot be a key.</exception>
    public KeyedStream<T, TKey> KeyBy<TKey>(Expression<Func<T, TKey>> selector)
        where TKey : notnull => new(this, selector);

    /// <summary>Gathers all records of the stream into windows, in one subtask. (Function verb)</summary>
    /// <param name="windows"><see cref="TumblingWindows"/>, <see cref="SlidingWindows"/>, <see cref="CumulatingWindows"/> or <see cref="CalendarWindows"/>.</param>
    /// <remarks>
    /// The records have one key. What may be aggregated before the shuffle (<see cref="WindowedStream{T, TKey}"/>) is, in as many
    /// subtasks as the stream has; other aggregates see every record in one.
    /// </remarks>
    public WindowedStream<T, AllRecords> WindowAll(AlignedWindows windows) => All().Window(windows);

    /// <summary>Gathers all records of the stream into sessions, in one subtask.</summary>
    public WindowedStream<T, AllRecords> WindowAll(SessionWindows windows) => All().Window(windows);

    /// <summary>Gathers all records of the stream into sessions, which each record extends by a gap of its own, in one subtask.</summary>
    public WindowedStream<T, AllRecords> WindowAll(SessionWindows<T> windows) => All().Window(windows);

    /// <summary>Gathers all records of the stream, so many at a time, in one subtask.</summary>
    public WindowedStream<T, AllRecords> WindowAll(CountWindows windows) => All().Window(windows);

    /// <summary>Gathers all records of the stream in one subtask; to be given a trigger.</summary>
    public WindowedStream<T, AllRecords> WindowAll(GlobalWindows windows) => All().Window(windows);

    /// <summary>
    /// Joins streams of the same type into one; records of different streams come in any order. A stream that is named
    /// twice, this one included, gives every record twice. (<see cref="Streams.Union"/> takes streams of derived types.)
    /// </summary>
    /// <exception cref="StreamProcessingException">A stream belongs to another job.</exception>
    public DataStream<T> Union(params IReadOnlyList<DataStream<T>> others)
    {
        if (others.FirstOrDefault(o => o.Job != Job) is { } foreign)
        {
            throw new StreamProcessingException(
                $"'{foreign.Declaration.Name}' of the job '{foreign.Job.Name}' cannot be united with '{Declaration.Name}' of the job '{Job.Name}'. Declare both streams with the same JobBuilder.");
        }

        var union = Stateless<T>("union", StageKind.Select, (Expression<Func<T, T>>)(value => value), null);
        Job.Add(union, [.. others.Prepend(this).Select(s => s.To(Partitioning.Forward))]);
        return new DataStream<T>(Job, union, 0);
    }

    /// <summary>Spreads the records evenly over the subtasks of what follows, which may have another parallelism.</summary>
    public DataStream<T> Rebalance() => Redistribute("rebalance", Partitioning.Rebalance);

    /// <summary>
    /// Spreads the records of each subtask evenly over those of what follows that belong to it: of a change from two subtasks to
    /// six, three each. Fewer connections than <see cref="Rebalance"/>, and uneven where the subtasks before are. (Flink's
    /// <c>rescale</c>.)
    /// </summary>
    public DataStream<T> Rescale() => Redistribute("rescale", Partitioning.Rescale);

    /// <summary>Sends every record to the first subtask of what follows, which sees all; the others see none. (Flink's <c>global</c>.)</summary>
    public DataStream<T> Global() => Redistribute("global", Partitioning.Global);

    /// <summary>Sends every record to every subtask of what follows.</summary>
    public DataStream<T> Broadcast() => Redistribute("broadcast", Partitioning.Broadcast);

    /// <summary>
    /// Sends every record to the subtask of what follows that a function says. For work that lies at its subtask; keyed state
    /// needs <see cref="KeyBy"/>, which distributes anew. (Flink's <c>partitionCustom</c>.)
    /// </summary>
    /// <param name="keySelector">From a record to the key. Pure.</param>
    /// <param name="partitioner">
    /// From the key and the number of subtasks to one of them, from 0 on; called by several threads. The number changes when the
    /// job is rescaled. What it throws, and an answer that is no subtask, fail the attempt.
    /// </param>
    public DataStream<T> PartitionBy<TKey>(Expression<Func<T, TKey>> keySelector, Func<TKey, int, int> partitioner)
    {
        ArgumentNullException.ThrowIfNull(keySelector);
        ArgumentNullException.ThrowIfNull(partitioner);
        return Redistribute("partition", new CustomPartitioning<T, TKey>(keySelector, partitioner));
    }

    /// <summary>Runs a function on the records where they are, without keys, with state of its subtask. (Function verb)</summary>
    /// <param name="create">
    /// Creates the function; called for every subtask in every attempt, and twice when the job is declared. It returns
    /// another object with every call.
    /// </param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <exception cref="StreamProcessingException">The factory returns an object twice, or a method of the function is asynchronous.</exception>
    public OperatorStream<T, TOut> Process<TOut>(Func<StreamFunction<T, TOut>> create, string? name = null)
    {
        var declaration = FunctionDeclaration.Of(
            "stream-process", name, create, static function => new UnkeyedFunction<T, TOut>(function), UnkeyedColumn<T>.Keys, isKeyed: false);
        Job.Add(declaration, To(Partitioning.Forward));
        return new OperatorStream<T, TOut>(Job, declaration);
    }

    /// <summary>Makes a map by key of the stream that every subtask of a function has a copy of: rules, limits, a small table. (Function verb)</summary>
    /// <param name="name">Names the map in snapshots; unique in the function and stable across versions.</param>
    /// <param name="keyOf">From a record to its key in the map; the last record of a key is its value.</param>
    /// <param name="isRemoval">Whether a record removes its key; none does unless given.</param>
    /// <remarks>
    /// <para>
    /// All copies are the same at every checkpoint, at any parallelism, and each subtask writes its own. A function connected with it may
    /// do something else with the records (<see cref="KeyedBroadcastFunction{TKey, TIn, TBroadcast, TBroadcastKey, TOut}.ProcessBroadcast"/>).
    /// </para>
    /// <para>
    /// Where the function uses event time, this stream holds it back like any other, so a source that may be silent must be idle some
    /// time (<see cref="WatermarkStrategy{T}.WithIdleness"/>). (Flink's broadcast state.)
    /// </para>
    /// </remarks>
    /// <exception cref="StreamProcessingException">The name is empty or begins with '$', or the type cannot be a key.</exception>
    public BroadcastStream<T, TKey> ToBroadcastState<TKey>(string name, Func<T, TKey> keyOf, Func<T, bool>? isRemoval = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(keyOf);
        if (string.IsNullOrWhiteSpace(name) || name.StartsWith('$'))
        {
            throw new StreamProcessingException($"A broadcast state cannot be named '{name}': the name is empty, or begins with '$'.");
        }

        AsyncCode.RefuseType(typeof(TKey), $"the broadcast state '{name}' would have keys of type");
        KeyHash<TKey>.Verify();
        return new BroadcastStream<T, TKey>(this, new BroadcastDeclaration<T, TKey>(new BroadcastStateDescriptor<TKey, T>(name), keyOf, isRemoval));
    }

    /// <summary>Brings the stream together with a broadcast one, for a function without keys.</summary>
    /// <exception cref="StreamProcessingException">The other belongs to another job.</exception>
    public BroadcastConnection<T, TBroadcast, TBroadcastKey> Connect<TBroadcast, TBroadcastKey>(BroadcastStream<TBroadcast, TBroadcastKey> broadcast)
        where TBroadcastKey : notnull
    {
        ArgumentNullException.ThrowIfNull(broadcast);
        Job.VerifyOwn(broadcast.Stream.Job);
        return new BroadcastConnection<T, TBroadcast, TBroadcastKey>(this, broadcast);
    }

    /// <summary>Sets how many subtasks run the operator whose result this stream is.</summary>
    public DataStream<T> WithParallelism(int parallelism)
    {
        Declaration.Parallelism = parallelism;
        return this;
    }

    /// <summary>Ends the stream in a sink.</summary>
    /// <param name="sink">Where the records go.</param>
    /// <param name="name">Names the operator; what it has not confirmed yet is addressed by it.</param>
    /// <param name="parallelism">How many subtasks write; as many as the stream has, unless given.</param>
    /// <returns>The sink, to say what happens to records that its system refuses for good.</returns>
    /// <exception cref="StreamProcessingException">
    /// The sink takes changes of a table (<see cref="ISink{T}.Takes"/>) and has a parallelism of its own, with which those of a row would not
    /// stay in order: <see cref="ChangeStream{TKey, T}.SinkTo(ISink{Change{TKey, T}}, string?, int?)"/> keeps them so.
    /// </exception>
    public DataStreamSink<T> SinkTo(ISink<T> sink, string? name = null, int? parallelism = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (parallelism is not null && sink.Takes != ChangelogMode.Append)
        {
            throw new StreamProcessingException(
                $"The sink '{name ?? "sink"}' ({sink.Description}) takes changes of a table, and its own parallelism would distribute them in turn: a change of a row could be written behind a later one. " +
                "Let the table end in it (SinkTo of ChangeStream, behind ToTable where it is one of records), which sends all changes of a key to one subtask; or leave the parallelism out.");
        }

        var declaration = new OperatorDeclaration(new SinkDefinition<T>(sink), "sink", name) { Parallelism = parallelism };
        Job.Add(declaration, To(parallelism is null ? Partitioning.Forward : Partitioning.ForwardOrRebalance));
        return new DataStreamSink<T>(Job, declaration);
    }

    DataStream<TBase> IDataStream<T>.As<TBase>()
    {
        if (this is DataStream<TBase> same)
        {
            return same;
        }

        var value = Expression.Parameter(typeof(T), "value");
        return Then<TBase>("upcast", StageKind.Select, Expression.Lambda<Func<T, TBase>>(Expression.Convert(value, typeof(TBase)), value), null);
    }

    private static Expression<Func<T, TOut>> Invocation<TOut>(Func<T, TOut> function)
    {
        var value = Expression.Parameter(typeof(T), "value");
        return Expression.Lambda<Func<T, TOut>>(Expression.Invoke(Expression.Constant(function), value), value);
    }

    private static OperatorDeclaration Stateless<TOut>(string kind, StageKind stage, LambdaExpression lambda, string? name) =>
        new(new StatelessDefinition<T, TOut>(kind, new Stage(stage, lambda)), kind, name);

    internal OperatorStream<T, TOut> Then<TOut>(string kind, StageKind stage, LambdaExpression lambda, string? name, Partitioning? partitioning = null)
    {
        var declaration = Stateless<TOut>(kind, stage, lambda, name);
        Job.Add(declaration, To(partitioning ?? Partitioning.Forward));
        return new OperatorStream<T, TOut>(Job, declaration);
    }

    private static AsyncOptions OfCalls(AsyncOptions? options) => options is not LookupOptions
        ? options ?? new AsyncOptions()
        : throw new StreamProcessingException($"{nameof(LookupOptions)} say how rows are asked for in batches and kept, and {nameof(MapAsync)} calls for each record. Use Lookup, or {nameof(AsyncOptions)}.");

    private OperatorStream<T, TOut> Call<TAnswer, TOut>(AsyncDefinition<T, TAnswer, TOut> definition, string? name)
    {
        var declaration = new OperatorDeclaration(definition, definition.Kind, name);
        Job.Add(declaration, To(Partitioning.Forward));
        return new OperatorStream<T, TOut>(Job, declaration);
    }

    /// <summary>The stream as an input of another operator.</summary>
    internal OperatorDeclaration.Input To(Partitioning partitioning, Partitioning? combined = null) => new(Declaration, Output, partitioning, combined);

    private KeyedStream<T, AllRecords> All() => KeyBy(record => default(AllRecords));

    private DataStream<T> Redistribute(string kind, Partitioning partitioning)
    {
        var declaration = Stateless<T>(kind, StageKind.Select, (Expression<Func<T, T>>)(value => value), null);
        Job.Add(declaration, To(partitioning));
        return new DataStream<T>(Job, declaration, 0);
    }
}
