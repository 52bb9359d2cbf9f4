using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.State.Backends;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Windows.Combining;

/// <summary>Aggregates records by key and slice of time before they are sent to the subtask that owns the key.</summary>
/// <remarks>
/// A window of event time fires when the watermark has passed its end. While this sender is active no receiver crosses
/// that end before this sender's watermark does, and every watermark is preceded by what belongs to the windows it
/// closes (<see cref="FlushUpTo"/>); where a receiver was there before, records of the window are late whenever they
/// come. So for each record it is decided as it would have been without combining. Records for which that does not hold
/// are passed on as they are: of a slice with a window that this sender has closed already, and while it is idle. Nothing is
/// kept across a barrier, so there is no state in snapshots.
/// </remarks>
internal sealed class CombiningRouter<T, TKey, TIn, TPart, TCombiner> : Router<T>
    where TKey : notnull
    where TCombiner : struct, ICombiner<TIn, TPart>
{
    /// <summary>How many keys of all windows are kept at most: what bounds the memory, and what one flush sends.</summary>
    public const int MaxPartials = 256 * 1024;

    private const int MaxWindows = 32;

    private readonly AlignedWindows _windows;
    private readonly TCombiner _combiner;
    private readonly KeyColumn<T, TKey> _keys;
    private readonly Column<T, TIn> _inputs;
    private readonly HashRouter<T, TKey> _records;
    private readonly HashRouter<Partial<TKey, TPart>, TKey> _partials;
    private readonly PaneSet<TKey, TPart> _panes = new(new KeyGroupRange(0, 1), maxParallelism: 1);
    private readonly CombiningPolicy _policy = new();
    private readonly Lateness _lateness;
    private readonly int _maxPartials;

    private int _partialCount;
    private long _watermark = Watermarks.Min;
    private bool _isIdle;
    private RecordBatch<T>? _stragglers;

    public CombiningRouter(
        IReadOnlyList<IChannel> channels,
        int maxParallelism,
        AlignedWindows windows,
        TCombiner combiner,
        ColumnLoop<T, TKey> keys,
        ColumnLoop<T, TIn>? inputs,
        int maxPartials = MaxPartials,
        bool carriesTime = false,
        OperatorContext? context = null)
    {
        _windows = windows;
        _lateness = new Lateness(windows, allowedMs: 0);
        _combiner = combiner;
        _maxPartials = maxPartials;
        _keys = new KeyColumn<T, TKey>(keys, context);
        _inputs = new Column<T, TIn>(inputs, "the aggregated value", context);
        _records = new HashRouter<T, TKey>(channels, keys, maxParallelism, carriesTime, context);
        _partials = new HashRouter<Partial<TKey, TPart>, TKey>(channels, PartialColumns<TKey, TPart>.Keys, maxParallelism);
    }

    /// <summary>Partial aggregates wait for the watermark: before it nothing can come of them.</summary>
    public override bool HasBuffered => _records.HasBuffered;

    public override long AwaitedEventTime => _panes.Count == 0 ? long.MaxValue : _windows.FirstEndingAfter(_panes[0].Start).MaxTimestamp;

    public override void FlushBuffered() => _records.Flush();

    public override void FlushUpTo(long watermark)
    {
        _watermark = Math.Max(_watermark, watermark);
        SendUpTo(watermark);
    }

    public override void Flush() => SendUpTo(Watermarks.Max);

    public override void OnStatus(bool isIdle) => _isIdle = isIdle;

    public override void Receive(RecordBatch<T> batch)
    {
        if (batch.HasKinds)
        {
            // What takes a row back is no part of an aggregate.
            Flush();
            _records.Receive(batch);
            return;
        }

        var next = _isIdle || _policy.Passes ? 0 : Combine(batch);
        if (next == batch.Count)
        {
            batch.Return();
            return;
        }

        _policy.Passed(batch.Count - next);
        Pass(batch, next);
    }

    /// <summary>Combines the records of a batch, unless it turns out not to be worth it.</summary>
    /// <returns>The first record that is to be passed on as it is.</returns>
    private int Combine(RecordBatch<T> batch)
    {
        var (keys, hashes) = _keys.Fill(batch);
        var inputs = _inputs.Fill(batch);
        for (var next = 0; ;)
        {
            next = Combine(batch, keys, hashes, inputs, next);
            PassStragglers();
            if (next == batch.Count && _partialCount < _maxPartials)
            {
                return next;
            }

            Flush();
            if (_policy.Passes || (next < batch.Count && batch.Timestamps[next] == RecordBatch.NoTimestamp))
            {
                return next;
            }
        }
    }

    /// <summary>Combines records from <paramref name="next"/> on until one finds no place.</summary>
    /// <returns>The first record that was not combined.</returns>
    private int Combine(RecordBatch<T> batch, TKey[] keys, ulong[] hashes, TIn[] inputs, int next)
    {
        var timestamps = batch.TimestampArray;
        var count = batch.Count;
        var combiner = _combiner;
        var (start, size) = (long.MaxValue, 0UL);
        KeyTable<TKey, TPart>? table = null;
        for (; next < count && _partialCount < _maxPartials; next++)
        {
            var timestamp = timestamps[next];
            if ((ulong)(timestamp - start) >= size || table is null)
            {
                // The operator has an answer to a record without a timestamp.
                if (timestamp == RecordBatch.NoTimestamp)
                {
                    break;
                }

                var slice = _windows.SliceOf(timestamp);
                (start, size) = (slice.Start, (ulong)(slice.End - slice.Start));
                if (_lateness.HasPassed(start, _watermark))
                {
                    table = null;
                    (_stragglers ??= RecordBatch<T>.Rent(count)).AppendFrom(batch, next);
                    continue;
                }

                table = TableOf(start);
                if (table is null)
                {
                    break;
                }
            }

            ref var part = ref table.GetOrAdd(keys[next], hashes[next], out var isNew);
            if (isNew)
            {
                combiner.StartPart(ref part, inputs[next]);
                _partialCount++;
            }
            else if (!combiner.TryAdd(ref part, inputs[next]))
            {
                break;
            }
        }

        return next;
    }

    /// <summary>The partial aggregates of a window, or <see langword="null"/> where too many windows are open for another one.</summary>
    private KeyTable<TKey, TPart>? TableOf(long start) =>
        (_panes.Find(start) ?? (_panes.Count < MaxWindows ? _panes.Add(start) : null))?.Tables[0];

    private void PassStragglers()
    {
        if (_stragglers is { } batch)
        {
            _stragglers = null;
            _records.Receive(batch);
        }
    }

    private void Pass(RecordBatch<T> batch, int from)
    {
        if (from == 0)
        {
            _records.Receive(batch);
            return;
        }

        _records.Receive(batch.Slice(from, batch.Count - from));
        batch.Return();
    }

    private void SendUpTo(long watermark)
    {
        // Nothing overtakes what came before it: of equal values the first one counts.
        _records.Flush();
        var (records, partials) = SendPartials(watermark);
        if (partials == 0)
        {
            return;
        }

        _policy.Combined(records, partials);
        if (_policy.Passes)
        {
            SendPartials(Watermarks.Max);
        }
    }

    /// <summary>Sends the partial aggregates of the windows that a watermark closes.</summary>
    /// <returns>Of how many records they are, and how many.</returns>
    private (long Records, int Partials) SendPartials(long watermark)
    {
        var (records, partials) = (0L, 0);
        for (var i = _panes.Count - 1; i >= 0; i--)
        {
            var pane = _panes[i];
            if (_lateness.HasPassed(pane.Start, watermark))
            {
                partials += pane.Tables[0].Count;
                records += Send(pane.Start, pane.Tables[0]);
                _panes.Drop(pane);
            }
        }

        _partials.Flush();
        _partialCount -= partials;
        return (records, partials);
    }

    /// <summary>Sends the partial aggregates of a window.</summary>
    /// <returns>Of how many records they are.</returns>
    private long Send(long start, KeyTable<TKey, TPart> table)
    {
        var records = 0L;
        var batch = RecordBatch<Partial<TKey, TPart>>.Rent();
        foreach (ref var entry in table)
        {
            if (batch.IsFull)
            {
                _partials.Receive(batch);
                batch = RecordBatch<Partial<TKey, TPart>>.Rent();
            }

            records += _combiner.CountOf(entry.Value);
            batch.Append(new Partial<TKey, TPart>(entry.Key, entry.Value), start);
        }

        _partials.Receive(batch);
        return records;
    }
}
