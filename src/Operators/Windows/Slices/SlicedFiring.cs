using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Windows.Slices;

/// <summary>Fires windows that are put together of slices, which they share.</summary>
/// <remarks>
/// What was merged for one window serves the next (<see cref="MergedSlices{TKey, TAccumulator, TMerge}"/>). Only the slices are state:
/// the rest is merged anew after a restart.
/// </remarks>
internal sealed class SlicedFiring<TKey, TAccumulator, TMerge>(
    OperatorContext context, AlignedWindows windows, OpenWindows<TKey, TAccumulator> open, IWindowResults<TKey, TAccumulator> results, TMerge merge)
    : IWindowFiring<TKey, TAccumulator>
    where TKey : notnull
    where TMerge : struct, IAccumulatorMerge<TAccumulator>
{
    /// <summary>How many results are emitted between two looks whether there is room for more.</summary>
    private const int Piece = 256;

    private readonly MergedSlices<TKey, TAccumulator, TMerge> _merged = new(context, windows, open, merge);
    private readonly List<(long Slice, TAccumulator Value)> _ofKey = [];
    private readonly TurnLimit _limit = new(context);

    // The window that fires, where there was no room for all of it.
    private IEnumerator<bool>? _firing;

    public long NextEnd => Next()?.End ?? long.MaxValue;

    public long MeasureBytes() => _merged.MeasureBytes();

    public bool IsHalfway => _firing is not null;

    public bool FireUpTo(long time)
    {
        _limit.Begin();
        while (true)
        {
            if (_firing is null)
            {
                if (Next() is not { } next || next.MaxTimestamp > time)
                {
                    return true;
                }

                _firing = Fire(next).GetEnumerator();
            }

            while (_firing.MoveNext())
            {
                if (!GoesOn())
                {
                    return false;
                }
            }

            _firing = null;
            if (!GoesOn())
            {
                return false;
            }
        }
    }

    public void Release() => _merged.Release();

    public void OnLateAdded(Pane<TKey, TAccumulator> pane, TKey key, ulong hash, long watermark)
    {
        _merged.OnChanged(key, hash, pane.Start);
        var group = GroupOf(hash);
        var last = windows.LastWith(pane.Start);
        var first = windows.FirstEndingAfter(Math.Max(pane.Start, open.ClosedUpTo));
        if (first.End > last.End || !open.Trigger.HasFired(first.MaxTimestamp, group))
        {
            return;
        }

        results.RaiseWatermark(watermark);
        Gather(key, hash, first.Start, last.End);
        for (var window = first; window.End <= last.End && open.Trigger.HasFired(window.MaxTimestamp, group); window = windows.FirstEndingAfter(window.End))
        {
            EmitOf(key, window);
        }

        _ofKey.Clear();
    }

    /// <summary>The first window that has not fired for all keys and has records.</summary>
    private Window? Next()
    {
        var fired = open.Trigger.All;
        if (fired == Watermarks.Max)
        {
            return null;
        }

        // Those that are kept for late records have fired; ends go up with starts.
        var (low, high) = (0, open.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (windows.LastWith(open[middle].Start).MaxTimestamp <= fired)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == open.Count ? null : windows.FirstEndingAfter(Math.Max(fired + 1, open[low].Start));
    }

    /// <summary>Whether there is room and time for more in this turn; otherwise what was emitted goes out.</summary>
    private bool GoesOn()
    {
        if (context.HasRoom() && _limit.GoesOnAfterTimer())
        {
            return true;
        }

        results.Flush();
        return false;
    }

    /// <summary>Emits the results of a window; pauses where there may be no room for more.</summary>
    private IEnumerable<bool> Fire(Window window)
    {
        if (windows.Time == TimeDomain.EventTime)
        {
            results.RaiseWatermark(window.MaxTimestamp - 1);
        }

        foreach (var pause in _merged.MoveTo(window))
        {
            yield return pause;
        }

        var isApart = open.Trigger.IsApart;
        var emitted = 0;
        foreach (var (key, total) in _merged.Totals())
        {
            if (isApart && open.Trigger.HasFired(window.MaxTimestamp, GroupOf(KeyHash<TKey>.Of(key))))
            {
                continue;
            }

            if (++emitted % Piece == 0)
            {
                yield return true;
            }

            results.Emit(key, total, window);
        }

        open.Trigger.Fired(window.MaxTimestamp);
    }

    private int GroupOf(ulong hash) => KeyGroups.Of(hash, context.MaxParallelism) - context.KeyGroups.First;

    /// <summary>Gathers what a key has in slices from one moment to another.</summary>
    private void Gather(TKey key, ulong hash, long from, long end)
    {
        for (var i = open.PositionOf(from); i < open.Count && open[i].Start < end; i++)
        {
            if (open[i].TableOf(hash).TryGet(key, hash, out var value))
            {
                _ofKey.Add((open[i].Start, value));
            }
        }
    }

    private void EmitOf(TKey key, Window window)
    {
        TAccumulator total = default!;
        var isFirst = true;
        try
        {
            foreach (var (slice, value) in _ofKey)
            {
                if (slice < window.Start || slice >= window.End)
                {
                    continue;
                }

                if (isFirst)
                {
                    total = merge.Copy(value);
                    isFirst = false;
                }
                else
                {
                    merge.Merge(ref total, value);
                }
            }
        }
        catch (Exception e) when (FailedRecords<TKey>.IsOfRecord(e))
        {
            throw MergedSlices<TKey, TAccumulator, TMerge>.Failed(context, key, e);
        }

        results.Emit(key, total, window);
    }
}
