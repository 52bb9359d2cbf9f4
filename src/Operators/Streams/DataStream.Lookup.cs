using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Lookups;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <content>Rows of a table outside.</content>
public partial class DataStream<T>
{
    /// <summary>
    /// Brings every record together with the row that a table outside has for its key, with the timestamp of the record: keys are asked
    /// for many at a time, each once however many records wait for it. A record without a row is emitted without (left join). (Function verb)
    /// </summary>
    /// <param name="key">From a record to its key; a record whose key is null has no row, and nobody is asked.</param>
    /// <param name="load">
    /// Asks for the rows of some keys, which are distinct: those without one are missing in the answer, or have null. Called on the subtask, so what it
    /// does before its first await must not block. Its token is cancelled when no record waits for the call any more.
    /// </param>
    /// <param name="select">From a record and its row, or <see langword="default"/> where there is none, to a result. Called on the subtask.</param>
    /// <param name="options">How many keys at a time, how long, in which order, whether again, and what is kept of the answers.</param>
    /// <param name="name">Names the operator; the records in flight are addressed by it.</param>
    /// <remarks>
    /// <para>
    /// The row is the one that the table has when the key is asked for, or had when a cache heard of it: by the clock, not by event time. What a record
    /// met behind a restart may be another row than before, though its result comes once.
    /// </para>
    /// <para>
    /// Each record is in flight as one of <see cref="MapAsync"/> is, in checkpoints and before watermarks: its time-out and its attempts are its
    /// own, and what fails a call is the failure of each record that waits for it. Keys are of the types that <see cref="KeyBy"/> takes, but the
    /// stream is not distributed by them. (Flink's lookup join; <c>docs/async.md</c>.)
    /// </para>
    /// </remarks>
    /// <exception cref="StreamProcessingException">The type cannot be a key, or is one of calls that may still run.</exception>
    public OperatorStream<T, TOut> Lookup<TKey, TRow, TOut>(
        Func<T, TKey?> key,
        Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, TRow>>> load,
        Func<T, TRow?, TOut> select,
        LookupOptions? options = null,
        string? name = null)
        where TKey : notnull => Lookup("lookup", new LookupCalls<T, TKey, TRow, TOut>(key, load, select, IsInner: false, TakesOneKey: false), options, name);

    /// <summary>Brings every record together with the row that a table outside has for its key, where a call asks for one key and answers null for no row. (Function verb)</summary>
    /// <remarks>The same key is asked for once however many records wait for it. Everything else is as for a function that takes many keys.</remarks>
    /// <inheritdoc cref="Lookup{TKey, TRow, TOut}(Func{T, TKey}, Func{IReadOnlyList{TKey}, CancellationToken, Task{IReadOnlyDictionary{TKey, TRow}}}, Func{T, TRow, TOut}, LookupOptions, string)" path="/param"/>
    /// <inheritdoc cref="Lookup{TKey, TRow, TOut}(Func{T, TKey}, Func{IReadOnlyList{TKey}, CancellationToken, Task{IReadOnlyDictionary{TKey, TRow}}}, Func{T, TRow, TOut}, LookupOptions, string)" path="/exception"/>
    public OperatorStream<T, TOut> Lookup<TKey, TRow, TOut>(
        Func<T, TKey?> key, Func<TKey, CancellationToken, Task<TRow?>> load, Func<T, TRow?, TOut> select, LookupOptions? options = null, string? name = null)
        where TKey : notnull => Lookup("lookup", new LookupCalls<T, TKey, TRow, TOut>(key, RowLoader.OfOneKey(load), select, IsInner: false, TakesOneKey: true), options, name);

    /// <summary>Brings every record together with the row that a table outside has for its key, and leaves out those without one (inner join). (Function verb)</summary>
    /// <remarks>The row is never missing where the result is made of it. Everything else is as for <c>Lookup</c>.</remarks>
    /// <inheritdoc cref="Lookup{TKey, TRow, TOut}(Func{T, TKey}, Func{IReadOnlyList{TKey}, CancellationToken, Task{IReadOnlyDictionary{TKey, TRow}}}, Func{T, TRow, TOut}, LookupOptions, string)" path="/param"/>
    /// <inheritdoc cref="Lookup{TKey, TRow, TOut}(Func{T, TKey}, Func{IReadOnlyList{TKey}, CancellationToken, Task{IReadOnlyDictionary{TKey, TRow}}}, Func{T, TRow, TOut}, LookupOptions, string)" path="/exception"/>
    public OperatorStream<T, TOut> InnerLookup<TKey, TRow, TOut>(
        Func<T, TKey?> key,
        Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, TRow>>> load,
        Func<T, TRow, TOut> select,
        LookupOptions? options = null,
        string? name = null)
        where TKey : notnull => Lookup("inner-lookup", new LookupCalls<T, TKey, TRow, TOut>(key, load, select!, IsInner: true, TakesOneKey: false), options, name);

    /// <summary>Brings every record together with the row that a table outside has for its key, and leaves out those without one, where a call asks for one key. (Function verb)</summary>
    /// <remarks>The row is never missing where the result is made of it. Everything else is as for <c>Lookup</c>.</remarks>
    /// <inheritdoc cref="Lookup{TKey, TRow, TOut}(Func{T, TKey}, Func{IReadOnlyList{TKey}, CancellationToken, Task{IReadOnlyDictionary{TKey, TRow}}}, Func{T, TRow, TOut}, LookupOptions, string)" path="/param"/>
    /// <inheritdoc cref="Lookup{TKey, TRow, TOut}(Func{T, TKey}, Func{IReadOnlyList{TKey}, CancellationToken, Task{IReadOnlyDictionary{TKey, TRow}}}, Func{T, TRow, TOut}, LookupOptions, string)" path="/exception"/>
    public OperatorStream<T, TOut> InnerLookup<TKey, TRow, TOut>(
        Func<T, TKey?> key, Func<TKey, CancellationToken, Task<TRow?>> load, Func<T, TRow, TOut> select, LookupOptions? options = null, string? name = null)
        where TKey : notnull => Lookup("inner-lookup", new LookupCalls<T, TKey, TRow, TOut>(key, RowLoader.OfOneKey(load), select!, IsInner: true, TakesOneKey: true), options, name);

    private OperatorStream<T, TOut> Lookup<TKey, TRow, TOut>(string kind, LookupCalls<T, TKey, TRow, TOut> calls, LookupOptions? options, string? name)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(calls.Key, "key");
        ArgumentNullException.ThrowIfNull(calls.Load, "load");
        ArgumentNullException.ThrowIfNull(calls.Select, "select");
        AsyncCode.RefuseType(typeof(TKey), $"the lookup '{name ?? kind}' would have keys of type");
        AsyncCode.RefuseType(typeof(TRow), $"the lookup '{name ?? kind}' would have rows of type");
        KeyHash<TKey>.Verify();
        var settled = options ?? new LookupOptions();
        if (settled.Timeout != Timeout.InfiniteTimeSpan && settled.BatchDelay >= settled.Timeout)
        {
            throw new StreamProcessingException(
                $"The lookup '{name ?? kind}' would wait {settled.BatchDelay} for other keys ({nameof(LookupOptions.BatchDelay)}), which is all the time that a record has ({nameof(LookupOptions.Timeout)}, {settled.Timeout}). Let keys wait for less, or records for longer.");
        }

        return Call(new AsyncDefinition<T, LookedUp<TOut>, TOut>(kind, context => calls.In(context, settled), settled, calls.DetailOf(settled)), name);
    }
}
