using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.State.Backends;

namespace AkkaStreamProc.Operators.Windows;

/// <content>What happens when time passes the end of windows: their results are emitted, and what is closed for good is dropped.</content>
internal partial class TumblingWindowOperator<T, TKey, TIn, TAccumulator, TResult, TOut, TAggregate>
{
    private bool Fire(long time)
    {
        _isFiring = true;
        for (var i = 0; i < _panes.Count && _panes[i].Start + _size - 1 <= time; i++)
        {
            var pane = _panes[i];
            if (!pane.HasFired && !EmitAll(pane))
            {
                return false;
            }
        }

        _isFiring = false;
        _results.Flush();
        while (_panes.Count > 0 && IsClosed(_panes[0].Start, time))
        {
            _panes.Drop(_panes[0]);
        }

        return true;
    }

    private bool EmitAll(Pane<TKey, TAccumulator> pane)
    {
        if (_isEventTime)
        {
            // The results bear the window's last millisecond, and are not late behind what they travel with.
            _results.RaiseWatermark(pane.Start + _size - 2);
        }

        pane.DivideIfLarge();
        for (var table = 0; table < pane.Tables.Length && !pane.HasFired; table++)
        {
            if (pane.FiredGroups is { } fired && fired[table])
            {
                continue;
            }

            if (!Context.HasRoom())
            {
                _results.Flush();
                return false;
            }

            pane.Tables[table].HandOut();
            EmitAll(pane, table);
            if (pane.IsDivided)
            {
                pane.MarkFired(table);
            }
            else
            {
                pane.MarkFired();
            }
        }

        return true;
    }

    private void EmitAll(Pane<TKey, TAccumulator> pane, int table)
    {
        try
        {
            foreach (ref var entry in pane.Tables[table])
            {
                Emit(entry.Key, pane.Start, entry.Value);
            }
        }
        catch (Exception e) when (FailedRecords<T>.IsOfRecord(e) && TryFindFailing(pane.Tables[table], out var key))
        {
            var window = new Window(pane.Start, pane.Start + _size);
            throw new UserFunctionException(
                Context.OperatorName, $"the result of the window from {window.StartTime:u} to {window.EndTime:u}", RecordText.Short(key), null, e);
        }
    }

    /// <summary>Finds the key whose result cannot be computed. Asking again is allowed: a result changes nothing.</summary>
    private bool TryFindFailing(KeyTable<TKey, TAccumulator> table, out TKey key)
    {
        foreach (ref var entry in table)
        {
            key = entry.Key;
            try
            {
                Aggregate.Result(entry.Value);
            }
            catch (Exception e) when (FailedRecords<T>.IsOfRecord(e))
            {
                return true;
            }
        }

        key = default!;
        return false;
    }

    private void Emit(TKey key, long start, in TAccumulator accumulator)
    {
        var window = new Window(start, start + _size);
        _results.Append(_select(key, window, Aggregate.Result(accumulator)), window.MaxTimestamp);
    }
}
