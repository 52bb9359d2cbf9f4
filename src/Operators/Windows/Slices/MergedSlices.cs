using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.State.Backends;

namespace AkkaStreamProc.Operators.Windows.Slices;

/// <summary>The accumulators of a window that goes forward over slices, merged at a bounded number of steps for each entry of a slice.</summary>
/// <remarks>
/// <para>
/// A moment in the window, the pivot, divides its slices. Those behind it are merged forwards, one after the other, as the window
/// comes to its end (<see cref="_behind"/>). Those before it were merged backwards from the pivot: each slice knows, for each of
/// its keys, the total from there up to the pivot, and which slice is the next with the key, so that leaving a slice is a step for
/// each of its keys (<see cref="_before"/>). When the window leaves the pivot, the next one is taken.
/// </para>
/// <para>
/// This is the queue of two stacks, by key. The pivots follow from the window alone (<see cref="AlignedWindows.PivotOf"/>), so a total
/// is put together in the same way after a restart: sums of fractions do not differ.
/// </para>
/// </remarks>
internal sealed class MergedSlices<TKey, TAccumulator, TMerge>(
    OperatorContext context, AlignedWindows windows, OpenWindows<TKey, TAccumulator> open, TMerge merge)
    where TKey : notnull
    where TMerge : struct, IAccumulatorMerge<TAccumulator>
{
    private const int MaxSpare = 256;
    private const int MaxSpareKeys = 1024;

    /// <summary>No slice.</summary>
    private const int None = -1;

    // The slices before the pivot; those the window has left are null.
    private readonly List<KeyTable<TKey, Suffix>?> _before = [];
    private readonly List<long> _starts = [];
    private readonly Stack<KeyTable<TKey, Suffix>> _spare = new();
    private readonly KeyTable<TKey, Suffix> _total = new();
    private readonly KeyTable<TKey, TAccumulator> _behind = new();
    private readonly KeyTable<TKey, ulong> _changed = new();
    private int _left;
    private long? _pivot;
    private long _merged;

    /// <summary>The total of a key in a slice and all behind it, up to the pivot.</summary>
    private struct Suffix
    {
        public TAccumulator Value;

        /// <summary>The next slice with the key, or <see cref="None"/>.</summary>
        public int Next;
    }

    /// <summary>An operator whose accumulators cannot be merged.</summary>
    public static UserFunctionException Failed(OperatorContext context, TKey key, Exception cause) =>
        new(context.OperatorName, "merging accumulators", RecordText.ShortKey(key), null, cause);

    /// <summary>Gives all memory back.</summary>
    public void Release()
    {
        Forget();
        _total.Release();
        _behind.Release();
        _changed.Release();
        while (_spare.TryPop(out var spare))
        {
            spare.Release();
        }
    }

    /// <summary>How many bytes what was merged takes.</summary>
    public long MeasureBytes()
    {
        var suffixes = default(TableMemory<TKey, Suffix>);
        suffixes.Add(_total);
        foreach (var slice in _before.Concat(_spare))
        {
            if (slice is not null)
            {
                suffixes.Add(slice);
            }
        }

        var behind = default(TableMemory<TKey, TAccumulator>);
        behind.Add(_behind);
        return suffixes.Bytes + behind.Bytes + _changed.Bytes;
    }

    /// <summary>Something was added to a slice that may have been merged already.</summary>
    public void OnChanged(TKey key, ulong hash, long slice)
    {
        if (_pivot is not null && slice < _merged && windows.LastWith(slice).MaxTimestamp > open.Trigger.All)
        {
            _changed.GetOrAdd(key, hash, out _) = hash;
        }
    }

    /// <summary>Goes forward to a window; pauses from time to time. To be carried through before anything else is called.</summary>
    public IEnumerable<bool> MoveTo(Window window)
    {
        var pivot = windows.PivotOf(window.Start);
        if (pivot != _pivot)
        {
            foreach (var pause in MergeBackwards(window.Start, pivot))
            {
                yield return pause;
            }
        }
        else
        {
            for (; _left < _starts.Count && _starts[_left] < window.Start; _left++)
            {
                Leave(_left);
                yield return true;
            }

            // Behind the leaving: what was left may be gone, and says nothing of the keys any more.
            if (_changed.Count > 0 && HasNewSlice(window.Start))
            {
                // Slices that had no record when the others were merged have no place among them.
                foreach (var pause in MergeBackwards(window.Start, pivot))
                {
                    yield return pause;
                }
            }

            Repair();
        }

        for (var i = open.PositionOf(_merged); i < open.Count && open[i].Start < window.End; i++)
        {
            foreach (var table in open[i].Tables)
            {
                MergeForwards(table);
                yield return true;
            }
        }

        _merged = window.End;
    }

    /// <summary>What the window has of each of its keys; nothing else uses the totals.</summary>
    /// <exception cref="UserFunctionException">Accumulators cannot be merged.</exception>
    public IEnumerable<(TKey Key, TAccumulator Total)> Totals()
    {
        for (var behind = _behind.GetEnumerator(); behind.MoveNext();)
        {
            yield return (behind.Current.Key, TotalOf(behind.Current.Key, behind.Hash, behind.Current.Value));
        }

        for (var before = _total.GetEnumerator(); before.MoveNext();)
        {
            if (!_behind.TryGet(before.Current.Key, before.Hash, out _))
            {
                yield return (before.Current.Key, Copy(before.Current.Key, before.Current.Value.Value));
            }
        }
    }

    private TAccumulator TotalOf(TKey key, ulong hash, in TAccumulator behind)
    {
        if (!_total.TryGet(key, hash, out var before))
        {
            return Copy(key, behind);
        }

        var total = Copy(key, before.Value);
        try
        {
            merge.Merge(ref total, behind);
            return total;
        }
        catch (Exception e) when (FailedRecords<TKey>.IsOfRecord(e))
        {
            throw Failed(context, key, e);
        }
    }

    private TAccumulator Copy(TKey key, in TAccumulator accumulator)
    {
        try
        {
            return merge.Copy(accumulator);
        }
        catch (Exception e) when (FailedRecords<TKey>.IsOfRecord(e))
        {
            throw Failed(context, key, e);
        }
    }

    private IEnumerable<bool> MergeBackwards(long from, long pivot)
    {
        Forget();
        (_pivot, _merged) = (pivot, pivot);
        for (var i = open.PositionOf(from); i < open.Count && open[i].Start < pivot; i++)
        {
            _starts.Add(open[i].Start);
            _before.Add(_spare.TryPop(out var spare) ? spare : new KeyTable<TKey, Suffix>());
        }

        for (var slice = _starts.Count - 1; slice >= 0; slice--)
        {
            foreach (var table in open.Find(_starts[slice])!.Tables)
            {
                MergeBackwards(table, slice);
                yield return true;
            }
        }
    }

    private void MergeBackwards(KeyTable<TKey, TAccumulator> from, int slice)
    {
        var suffixes = _before[slice]!;
        for (var entries = from.GetEnumerator(); entries.MoveNext();)
        {
            ref var entry = ref entries.Current;
            MergeBackwards(suffixes, entry.Key, entries.Hash, entry.Value, slice);
        }
    }

    /// <summary>Puts the total of a key from a slice on before what there is of the slices behind it.</summary>
    private void MergeBackwards(KeyTable<TKey, Suffix> suffixes, TKey key, ulong hash, in TAccumulator value, int slice)
    {
        ref var total = ref _total.GetOrAdd(key, hash, out var isLast);
        try
        {
            var sum = merge.Copy(value);
            if (!isLast)
            {
                merge.Merge(ref sum, total.Value);
            }

            suffixes.GetOrAdd(key, hash, out _) = new Suffix { Value = sum, Next = isLast ? None : total.Next };
            total = new Suffix { Value = sum, Next = slice };
        }
        catch (Exception e) when (FailedRecords<TKey>.IsOfRecord(e))
        {
            throw Failed(context, key, e);
        }
    }

    /// <summary>The window begins behind a slice: what it has of its keys begins at the next slice with each.</summary>
    private void Leave(int slice)
    {
        var suffixes = _before[slice]!;
        for (var entries = suffixes.GetEnumerator(); entries.MoveNext();)
        {
            var (key, hash, next) = (entries.Current.Key, entries.Hash, entries.Current.Value.Next);
            if (next == None)
            {
                _total.Remove(key, hash);
            }
            else
            {
                _total.GetOrAdd(key, hash, out _) = new Suffix { Value = _before[next]!.Find(key, hash).Value, Next = next };
            }
        }

        Discard(suffixes);
        _before[slice] = null;
    }

    private void MergeForwards(KeyTable<TKey, TAccumulator> from)
    {
        for (var entries = from.GetEnumerator(); entries.MoveNext();)
        {
            ref var entry = ref entries.Current;
            MergeForwards(entry.Key, entries.Hash, entry.Value);
        }
    }

    private void MergeForwards(TKey key, ulong hash, in TAccumulator value)
    {
        ref var behind = ref _behind.GetOrAdd(key, hash, out var isNew);
        try
        {
            if (isNew)
            {
                behind = merge.Copy(value);
            }
            else
            {
                merge.Merge(ref behind, value);
            }
        }
        catch (Exception e) when (FailedRecords<TKey>.IsOfRecord(e))
        {
            throw Failed(context, key, e);
        }
    }

    /// <summary>Merges anew what there is of the keys that have got records in slices that were merged.</summary>
    private void Repair()
    {
        for (var changed = _changed.GetEnumerator(); changed.MoveNext();)
        {
            Repair(changed.Current.Key, changed.Current.Value);
        }

        _changed.Clear();
    }

    private bool HasNewSlice(long from)
    {
        var known = _left;
        for (var i = open.PositionOf(from); i < open.Count && open[i].Start < _pivot; i++)
        {
            if (known == _starts.Count || _starts[known++] != open[i].Start)
            {
                return true;
            }
        }

        return false;
    }

    private void Repair(TKey key, ulong hash)
    {
        _total.Remove(key, hash);
        for (var slice = _starts.Count - 1; slice >= _left; slice--)
        {
            if (open.Find(_starts[slice]) is { } pane && pane.TableOf(hash).TryGet(key, hash, out var value))
            {
                MergeBackwards(_before[slice]!, key, hash, value, slice);
            }
        }

        _behind.Remove(key, hash);
        for (var i = open.PositionOf(_pivot!.Value); i < open.Count && open[i].Start < _merged; i++)
        {
            if (open[i].TableOf(hash).TryGet(key, hash, out var value))
            {
                MergeForwards(key, hash, value);
            }
        }
    }

    private void Forget()
    {
        _before.ForEach(Discard);
        _before.Clear();
        _starts.Clear();
        _total.Clear();
        _behind.Clear();
        _changed.Clear();
        (_left, _pivot) = (0, null);
    }

    private void Discard(KeyTable<TKey, Suffix>? suffixes)
    {
        if (suffixes is null)
        {
            return;
        }

        if (_spare.Count < MaxSpare && suffixes.Capacity <= MaxSpareKeys)
        {
            suffixes.Clear();
            _spare.Push(suffixes);
        }
        else
        {
            suffixes.Release();
        }
    }
}
