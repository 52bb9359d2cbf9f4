using System.Linq.Expressions;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>A stream grouped by a key: records of the same key meet in the same subtask, in the order they were sent.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
public sealed class KeyedStream<T, TKey>
    where TKey : notnull
{
    private readonly Expression<Func<T, TKey>> _selector;
    private readonly Func<IReadOnlyList<DataStream<T>>>? _inputs;
    private DataStream<T> _stream = null!;
    private OperatorStream<T, T>? _checked;
    private bool _isUsed;

    internal KeyedStream(DataStream<T> stream, Expression<Func<T, TKey>> selector)
        : this(stream.Job, stream.Declaration.Name, selector) => _stream = stream;

    /// <summary>Several streams as one, which may run with different parallelism, and keep the order of each for every key.</summary>
    /// <param name="job">Their job.</param>
    /// <param name="inputs">The streams; asked for when a verb needs them.</param>
    /// <param name="selector">From a record of any to its key, which has none that fail.</param>
    internal KeyedStream(JobBuilder job, Func<IReadOnlyList<DataStream<T>>> inputs, Expression<Func<T, TKey>> selector)
        : this(job, "of both", selector) => _inputs = inputs;

    private KeyedStream(JobBuilder job, string name, Expression<Func<T, TKey>> selector)
    {
        Job = job;
        _selector = selector;
        AsyncCode.RefuseType(typeof(TKey), $"KeyBy of the stream '{name}' would have keys of type");
        KeyHash<TKey>.Verify();
        Partitioning = new HashPartitioning<T, TKey>(selector);
    }

    internal HashPartitioning<T, TKey> Partitioning { get; }

    internal Expression<Func<T, TKey>> Selector => _selector;

    internal JobBuilder Job { get; }

    /// <summary>Computes the keys of the records; compiled when it is needed.</summary>
    internal Lazy<ColumnLoop<T, TKey>> Keys => new(() => Partitioning.KeyLoop);

    /// <summary>
    /// The records for which the selector of the key throws or returns null, with the reason. Using it diverts them there,
    /// before the shuffle; see <see cref="OnError"/>.
    /// </summary>
    public DataStream<FailedRecord<T>> Failed => OnError(ErrorPolicy.Divert)._checked!.Failed;

    /// <summary>
    /// Sets what happens to a record for which the selector of the key throws or returns null;
    /// <see cref="ErrorPolicy.Fail"/> unless set. To be said before the first verb.
    /// </summary>
    /// <remarks>Anything but <see cref="ErrorPolicy.Fail"/> computes the key of each record once more, to know before the shuffle.</remarks>
    /// <exception cref="StreamProcessingException">A verb was applied to the stream already.</exception>
    public KeyedStream<T, TKey> OnError(ErrorPolicy policy)
    {
        if (_checked is null && policy != ErrorPolicy.Fail)
        {
            if (_isUsed)
            {
                throw new StreamProcessingException(
                    $"What happens to records of '{_stream.Declaration.Name}' without a key must be said before the first verb behind KeyBy: stream.KeyBy(...).OnError(...).");
            }

            _stream = _checked = _stream.Then<T>("key-by", StageKind.Where, KeyCheck.Of(_selector), name: null);
        }

        _checked?.OnError(policy);
        return this;
    }

    /// <summary>Gathers the records of each key into windows.</summary>
    /// <param name="windows"><see cref="TumblingWindows"/>, <see cref="SlidingWindows"/>, <see cref="CumulatingWindows"/> or <see cref="CalendarWindows"/>.</param>
    public WindowedStream<T, TKey> Window(AlignedWindows windows) => WindowedStream<T, TKey>.Of(this, windows);

    /// <summary>Gathers the records of each key into sessions.</summary>
    public WindowedStream<T, TKey> Window(SessionWindows windows) => WindowedStream<T, TKey>.Of(this, windows);

    /// <summary>Gathers the records of each key into sessions, which each record extends by a gap of its own.</summary>
    public WindowedStream<T, TKey> Window(SessionWindows<T> windows) => WindowedStream<T, TKey>.Of(this, windows);

    /// <summary>Gathers the records of each key, so many at a time.</summary>
    public WindowedStream<T, TKey> Window(CountWindows windows) => WindowedStream<T, TKey>.Of(this, windows);

    /// <summary>Gathers all records of each key; to be given a trigger (<see cref="WindowedStream{T, TKey}.Trigger{TState}(Func{Triggers{T}, Trigger{T, TState}})"/>).</summary>
    public WindowedStream<T, TKey> Window(GlobalWindows windows) => WindowedStream<T, TKey>.Of(this, windows);

    /// <summary>Runs a function with state and timers. (Function verb)</summary>
    /// <param name="create">
    /// Creates the function; called for every subtask in every attempt, and twice when the job is declared. It returns
    /// another object with every call.
    /// </param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <exception cref="StreamProcessingException">The factory returns an object twice, or a method of the function is asynchronous.</exception>
    public OperatorStream<T, TOut> Process<TOut>(Func<ProcessFunction<TKey, T, TOut>> create, string? name = null) =>
        new(Job, Add(FunctionDeclaration.Of("process", name, create, static function => function, Keys)));

    /// <summary>Brings the records of another stream with the same keys together with those of this one.</summary>
    /// <exception cref="StreamProcessingException">The other belongs to another job.</exception>
    public ConnectedStreams<T, TOther, TKey> Connect<TOther>(KeyedStream<TOther, TKey> other)
    {
        Job.VerifyOwn(other.Job);
        return new ConnectedStreams<T, TOther, TKey>(this, other);
    }

    /// <summary>Brings the records of a broadcast stream together with those of this one.</summary>
    /// <exception cref="StreamProcessingException">The other belongs to another job.</exception>
    public KeyedBroadcastConnection<T, TKey, TBroadcast, TBroadcastKey> Connect<TBroadcast, TBroadcastKey>(BroadcastStream<TBroadcast, TBroadcastKey> broadcast)
        where TBroadcastKey : notnull
    {
        ArgumentNullException.ThrowIfNull(broadcast);
        Job.VerifyOwn(broadcast.Stream.Job);
        return new KeyedBroadcastConnection<T, TKey, TBroadcast, TBroadcastKey>(this, broadcast);
    }

    /// <summary>Combines the records of each key as they come; every record emits the combination so far. (Function verb)</summary>
    /// <param name="reduce">From the combination so far and the next record to the new combination.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public OperatorStream<T, T> Reduce(Func<T, T, T> reduce, string? name = null) =>
        Process(() => new ReduceFunction<TKey, T>(reduce), name ?? "reduce");

    /// <summary>Takes the records of each key for rows, of which tables are made: aggregates that are updated, first and last ones, ranks, joins.</summary>
    /// <param name="ttl">How long what is kept of a key outlives its last record: <see cref="Ttl.Never"/> keeps the results exact, and grows with the number of keys.</param>
    public RowGroups<T, long, TKey> Updating(Ttl ttl)
    {
        ArgumentNullException.ThrowIfNull(ttl);
        return new RowGroups<T, long, TKey>(new AppendedInput<T, TKey>(this), ttl);
    }

    /// <summary>Adds an operator behind the shuffle.</summary>
    /// <param name="declaration">The operator.</param>
    /// <param name="combined">How records are distributed where they may be combined before.</param>
    internal OperatorDeclaration Add(OperatorDeclaration declaration, Partitioning? combined = null)
    {
        var inputs = _inputs?.Invoke() ?? [Use()];
        Job.Add(declaration, [.. inputs.Select(stream => stream.To(Partitioning, combined))]);
        return declaration;
    }

    /// <summary>The stream for a verb behind it: what becomes of records without a key is settled from here on.</summary>
    internal DataStream<T> Use()
    {
        _isUsed = true;
        return _stream;
    }
}
