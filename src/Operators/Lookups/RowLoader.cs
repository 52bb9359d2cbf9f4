using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using AkkaStreamProc.Operators.Async;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Lookups;

/// <summary>Stands between the records of a subtask and the calls for their rows: gathers keys, asks for each once at a time, and keeps answers.</summary>
/// <remarks>
/// <para>
/// Whether a record waits, is tried again and takes too long is a matter of its operator; here it only comes and leaves. A call goes on
/// for as long as some record waits for it, and is cancelled when the last one leaves.
/// </para>
/// <para>
/// When a record leaves a call before its answer, those that come later for its key ask anew: a call that never answers would take every
/// record of a key that comes often with it.
/// </para>
/// <para>What calls answer comes back as mail. Everything else is of the subtask's thread.</para>
/// </remarks>
internal sealed class RowLoader<TKey, TRow> : IGatheredCalls
    where TKey : notnull
{
    private readonly OperatorContext _context;
    private readonly Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, TRow>>> _load;
    private readonly int _batchSize;
    private readonly int _concurrency;
    private readonly long _delayMs;
    private readonly RowCache<TKey, TRow>? _cache;
    private readonly LookupMetrics _metrics;

    /// <summary>The keys whose answer another record may wait for.</summary>
    private readonly Dictionary<TKey, AskedKey<TKey, TRow>> _asked = [];

    /// <summary>The keys that no call asks for yet, in the order they came.</summary>
    private readonly LinkedList<AskedKey<TKey, TRow>> _gathered = [];

    private int _inFlight;

    // What any thread adds to.
    private readonly ConcurrentQueue<RowCall<TKey, TRow>> _answered = new();
    private int _hasPosted;

    public RowLoader(
        OperatorContext context, Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, TRow>>> load, int batchSize, int concurrency, LookupOptions options)
    {
        _context = context;
        _load = load;
        _batchSize = batchSize;
        _concurrency = concurrency;
        _delayMs = (long)Math.Ceiling(options.BatchDelay.TotalMilliseconds);
        _cache = options.Cache is { } cache ? new RowCache<TKey, TRow>(cache) : null;
        _metrics = new LookupMetrics(context.Metrics);
    }

    public long NextTime => _gathered.First is { Value.SinceMs: var since } && _inFlight < _concurrency ? since + _delayMs : long.MaxValue;

    /// <summary>Looks for what is kept of a key.</summary>
    public bool TryGet(TKey key, out FoundRow<TRow> found)
    {
        found = default;
        var isKnown = _cache?.TryGet(key, _context.Clock.ElapsedMs, out found) ?? false;
        (isKnown ? _metrics.Hits : _metrics.Misses).Add();
        return isKnown;
    }

    /// <summary>Has a record wait for the row of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="record">The record.</param>
    /// <param name="token">Is cancelled, on the subtask, when it waits no more.</param>
    public void Ask(TKey key, WaitingRecord<TRow> record, CancellationToken token)
    {
        if (!_asked.TryGetValue(key, out var asked))
        {
            asked = new AskedKey<TKey, TRow>(key, _context.Clock.NowMs);
            asked.Place = _gathered.AddLast(asked);
            _asked.Add(key, asked);
        }

        asked.Records.Add(record);
        asked.Waiting++;
        if (asked.Call is { } call)
        {
            call.Waiting++;
        }

        record.Registration = token.UnsafeRegister(_ => Leave(record, asked), null);
    }

    public void Send(long nowMs, bool isFull)
    {
        while (_gathered.First is { Value: var first } && _inFlight < _concurrency
            && (isFull || _gathered.Count >= _batchSize || first.SinceMs + _delayMs <= nowMs))
        {
            Begin(TakeGathered());
        }
    }

    public void TakeAnswers()
    {
        Interlocked.Exchange(ref _hasPosted, 0);
        while (_answered.TryDequeue(out var call))
        {
            if (!call.IsOver)
            {
                HandOut(call);
            }
        }
    }

    private RowCall<TKey, TRow> TakeGathered()
    {
        var keys = new List<AskedKey<TKey, TRow>>(Math.Min(_batchSize, _gathered.Count));
        while (keys.Count < _batchSize && _gathered.First is { Value: var key })
        {
            _gathered.RemoveFirst();
            key.Place = null;
            keys.Add(key);
        }

        var call = new RowCall<TKey, TRow>(keys) { Waiting = keys.Sum(key => key.Waiting) };
        keys.ForEach(key => key.Call = call);
        return call;
    }

    private void Begin(RowCall<TKey, TRow> call)
    {
        _metrics.Calls.Add();
        _inFlight++;
        try
        {
            call.Answer = _load([.. call.Keys.Select(key => key.Key)], call.Cancellation.Token)
                ?? throw new InvalidOperationException("The function returned null in place of a task.");
        }
        catch (Exception e)
        {
            End(call);
            FailAll(call, e);
            return;
        }

        if (call.Answer.IsCompleted)
        {
            HandOut(call);
            return;
        }

        call.Answer.ContinueWith(
            static (answer, state) =>
            {
                // Nobody else may look at it any more, and then its failure would be one that nobody has seen.
                _ = answer.Exception;
                var (owner, call) = ((RowLoader<TKey, TRow>, RowCall<TKey, TRow>))state!;
                owner.Post(call);
            },
            (this, call),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>A call has answered; any thread.</summary>
    private void Post(RowCall<TKey, TRow> call)
    {
        // When the operator ends every record leaves, and so every call is over.
        if (call.IsOver)
        {
            return;
        }

        _answered.Enqueue(call);
        if (Interlocked.Exchange(ref _hasPosted, 1) == 0)
        {
            _context.Post(TakeAnswers);
        }
    }

    private void HandOut(RowCall<TKey, TRow> call)
    {
        End(call);
        IReadOnlyDictionary<TKey, TRow> rows;
        try
        {
            // It is complete. What it threw comes as it was thrown, also where it was cancelled.
            rows = call.Answer.GetAwaiter().GetResult() ?? throw new InvalidOperationException("The call answered null in place of rows.");
        }
        catch (Exception e)
        {
            FailAll(call, e);
            return;
        }

        foreach (var key in call.Keys)
        {
            HandOut(key, rows);
        }
    }

    private void HandOut(AskedKey<TKey, TRow> key, IReadOnlyDictionary<TKey, TRow> rows)
    {
        FoundRow<TRow> found;
        try
        {
            found = rows.TryGetValue(key.Key, out var row) && row is not null ? new FoundRow<TRow>(true, row) : default;
        }
        catch (Exception e)
        {
            Fail(key, e);
            return;
        }

        _cache?.Add(key.Key, found, _context.Clock.ElapsedMs);
        foreach (var record in TakeWaiting(key))
        {
            record.Take(found);
        }
    }

    private static void FailAll(RowCall<TKey, TRow> call, Exception cause)
    {
        foreach (var key in call.Keys)
        {
            Fail(key, cause);
        }
    }

    private static void Fail(AskedKey<TKey, TRow> key, Exception cause)
    {
        foreach (var record in TakeWaiting(key))
        {
            record.Fail(cause);
        }
    }

    private static IEnumerable<WaitingRecord<TRow>> TakeWaiting(AskedKey<TKey, TRow> key)
    {
        foreach (var record in key.Records.Where(record => !record.IsOver))
        {
            record.IsOver = true;
            record.Registration.Dispose();
            yield return record;
        }
    }

    /// <summary>A record waits no more.</summary>
    private void Leave(WaitingRecord<TRow> record, AskedKey<TKey, TRow> key)
    {
        record.IsOver = true;
        key.Waiting--;
        if (key.Call is not { } call)
        {
            if (key.Waiting == 0)
            {
                _gathered.Remove(key.Place!);
                _asked.Remove(key.Key);
            }

            return;
        }

        Close(key);
        if (--call.Waiting == 0)
        {
            End(call);
            call.Cancellation.Cancel();
        }
    }

    private void End(RowCall<TKey, TRow> call)
    {
        call.IsOver = true;
        _inFlight--;
        foreach (var key in call.Keys)
        {
            Close(key);
        }
    }

    /// <summary>Who asks for the key from now on is asked for anew.</summary>
    private void Close(AskedKey<TKey, TRow> key)
    {
        if (_asked.TryGetValue(key.Key, out var open) && open == key)
        {
            _asked.Remove(key.Key);
        }
    }
}

/// <summary>The forms of functions that ask for rows.</summary>
internal static class RowLoader
{
    /// <summary>A function that takes one key as one that is asked for one at a time.</summary>
    public static Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, TRow>>> OfOneKey<TKey, TRow>(Func<TKey, CancellationToken, Task<TRow?>> load)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(load);
        // Not by await, which might leave the thread on which the answer comes.
        return (keys, token) => (load(keys[0], token) ?? throw new InvalidOperationException("The function returned null in place of a task.")).ContinueWith(
            static (answer, key) => answer.GetAwaiter().GetResult() is { } row ? (IReadOnlyDictionary<TKey, TRow>)new Dictionary<TKey, TRow> { [(TKey)key!] = row } : ReadOnlyDictionary<TKey, TRow>.Empty,
            keys[0],
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
