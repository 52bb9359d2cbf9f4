namespace AkkaStreamProc.Operators.Lookups;

/// <summary>An attempt to find the row of a record.</summary>
/// <param name="calls">The code of the user.</param>
/// <param name="record">The record.</param>
internal sealed class LookupRequest<TIn, TKey, TRow, TOut>(LookupCalls<TIn, TKey, TRow, TOut> calls, TIn record) : WaitingRecord<TRow>
    where TKey : notnull
{
    private readonly TaskCompletionSource<LookedUp<TOut>> _result = new();

    /// <summary>Begins an attempt.</summary>
    public static Task<LookedUp<TOut>> Begin(LookupCalls<TIn, TKey, TRow, TOut> calls, RowLoader<TKey, TRow> loader, TIn record, CancellationToken token)
    {
        var request = new LookupRequest<TIn, TKey, TRow, TOut>(calls, record);
        if (calls.Key(record) is not { } key)
        {
            request.Take(default);
        }
        else if (loader.TryGet(key, out var found))
        {
            request.Take(found);
        }
        else
        {
            loader.Ask(key, request, token);
        }

        return request._result.Task;
    }

    public override void Take(FoundRow<TRow> found)
    {
        LookedUp<TOut> result;
        try
        {
            result = calls.ResultOf(record, found);
        }
        catch (Exception e)
        {
            Fail(e);
            return;
        }

        _result.SetResult(result);
    }

    public override void Fail(Exception cause) => _result.SetException(cause);
}
