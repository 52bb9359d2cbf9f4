using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>Fires windows that are one slice each: walks the tables of its pane.</summary>
internal sealed class PaneFiring<TKey, TAccumulator>(
    OperatorContext context, AlignedWindows windows, OpenWindows<TKey, TAccumulator> open, IWindowResults<TKey, TAccumulator> results)
    : IWindowFiring<TKey, TAccumulator>
    where TKey : notnull
{
    public long NextEnd => open.Count == 0 ? long.MaxValue : windows.LastWith(open[0].Start).End;

    public long MeasureBytes() => 0;

    public bool IsHalfway { get; private set; }

    public void Release()
    {
    }

    public bool FireUpTo(long time)
    {
        for (var i = 0; i < open.Count && windows.LastWith(open[i].Start) is var window && window.MaxTimestamp <= time; i++)
        {
            IsHalfway = !open.Trigger.HasFired(window.MaxTimestamp) && !Fire(open[i], window);
            if (IsHalfway)
            {
                return false;
            }
        }

        return true;
    }

    public void OnLateAdded(Pane<TKey, TAccumulator> pane, TKey key, ulong hash, long watermark)
    {
        var window = windows.LastWith(pane.Start);
        if (open.Trigger.HasFired(window.MaxTimestamp, KeyGroups.Of(hash, context.MaxParallelism) - context.KeyGroups.First))
        {
            results.RaiseWatermark(watermark);
            results.Emit(key, pane.TableOf(hash).Find(key, hash), window);
        }
    }

    private bool Fire(Pane<TKey, TAccumulator> pane, Window window)
    {
        var (trigger, last) = (open.Trigger, window.MaxTimestamp);
        // The results bear the window's last millisecond, and are not late behind what they travel with. The clock's say nothing of event time.
        if (windows.Time == TimeDomain.EventTime)
        {
            results.RaiseWatermark(last - 1);
        }

        if (trigger.IsApart)
        {
            pane.Divide();
        }
        else
        {
            pane.DivideIfLarge();
        }

        for (var group = 0; group < pane.Tables.Length; group++)
        {
            if (trigger.HasFired(last, group))
            {
                continue;
            }

            if (!context.HasRoom())
            {
                results.Flush();
                return false;
            }

            var table = pane.Tables[group];
            table.HandOut();
            results.EmitAll(table, window);
            if (pane.IsDivided)
            {
                trigger.Fired(last, group);
            }
        }

        trigger.Fired(last);
        return true;
    }
}
