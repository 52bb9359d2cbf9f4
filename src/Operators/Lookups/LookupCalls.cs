using AkkaStreamProc.Operators.Async;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Lookups;

/// <summary>The code of the user that a lookup calls.</summary>
/// <param name="Key">From a record to its key; a record without one has no row, and nobody is asked for it.</param>
/// <param name="Load">Asks for rows.</param>
/// <param name="Select">From a record and its row to a result.</param>
/// <param name="IsInner">Whether a record without a row has no result.</param>
/// <param name="TakesOneKey">Whether a call asks for one key.</param>
internal sealed record LookupCalls<TIn, TKey, TRow, TOut>(
    Func<TIn, TKey?> Key,
    Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, TRow>>> Load,
    Func<TIn, TRow?, TOut> Select,
    bool IsInner,
    bool TakesOneKey)
    where TKey : notnull
{
    /// <summary>The calls of one subtask.</summary>
    public AsyncCall<TIn, LookedUp<TOut>, TOut> In(OperatorContext context, LookupOptions options)
    {
        var loader = new RowLoader<TKey, TRow>(context, Load, BatchSizeOf(options), ConcurrencyOf(options), options);
        return new AsyncCall<TIn, LookedUp<TOut>, TOut>(
            (record, token) => LookupRequest<TIn, TKey, TRow, TOut>.Begin(this, loader, record, token),
            null,
            static answer => answer,
            static (results, answer, timestamp) =>
            {
                if (answer.IsEmitted)
                {
                    results.Append(answer.Result, timestamp);
                }
            })
        {
            Gathered = loader,
        };
    }

    /// <summary>What becomes of a record.</summary>
    public LookedUp<TOut> ResultOf(TIn record, FoundRow<TRow> found) =>
        found.IsFound || !IsInner ? new LookedUp<TOut>(true, Select(record, found.Row)) : default;

    /// <summary>How the plan tells it.</summary>
    public string DetailOf(LookupOptions options) =>
        $"; {BatchSizeOf(options)} keys a call, {ConcurrencyOf(options)} calls{(options.Cache is { } cache ? $", {cache.MaxEntries} rows kept" : "")}";

    private int BatchSizeOf(LookupOptions options) => TakesOneKey ? 1 : options.BatchSize;

    private int ConcurrencyOf(LookupOptions options) => options.Concurrency ?? (TakesOneKey ? options.MaxInFlight : 4);
}
