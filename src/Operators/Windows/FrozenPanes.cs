using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>The open panes as they stood at a barrier.</summary>
/// <remarks>
/// Key group by key group: the number of panes, then for each its start, whether it has fired, and its entries. Where windows
/// share slices, it is not the pane that fires: the moment up to which windows have fired is written behind the number of panes,
/// and nothing of it with the panes. Those of a pane with one table are sorted by key group when the first is written, on the
/// thread that writes.
/// </remarks>
internal sealed class FrozenPanes<TKey, TAccumulator>(
    KeyedStateFormat<TKey, TAccumulator> format,
    KeyGroupRange range,
    int maxParallelism,
    FrozenPane<TKey, TAccumulator>[] panes,
    AlignedWindows windows,
    TimeTrigger trigger)
    : IFrozenKeyedState
    where TKey : notnull
{
    // Those with a table for each key group, be it the only one.
    private readonly FrozenPane<TKey, TAccumulator>[] _byGroup = Array.FindAll(panes, p => p.Tables.Length == range.Count);

    // For each key group the entries of the others, those of a pane together: pane and slot.
    private List<(int Pane, int Slot)>?[]? _ofWhole;

    public string Name => format.StateName;

    public string KeySchema => format.KeySchema;

    public string ValueSchema => format.ValueSchema;

    public KeyGroupRange Range => range;

    public void Write(int keyGroup, SnapshotWriter writer)
    {
        var group = keyGroup - range.First;
        var ofWhole = (_ofWhole ??= SortWhole())[group] ?? [];
        var filled = _byGroup.Count(p => p.Tables[group].Count > 0) + ofWhole.Select(e => e.Pane).Distinct().Count();
        if (filled == 0)
        {
            return;
        }

        writer.WriteCount(filled);
        if (windows.ShareSlices)
        {
            writer.WriteInt64(trigger.MomentOf(group));
        }

        foreach (var pane in _byGroup.Where(p => p.Tables[group].Count > 0))
        {
            Begin(pane, group, writer);
            pane.Tables[group].Write(writer);
        }

        for (var next = 0; next < ofWhole.Count;)
        {
            var first = ofWhole[next].Pane;
            var end = next;
            while (end < ofWhole.Count && ofWhole[end].Pane == first)
            {
                end++;
            }

            Begin(panes[first], group, writer);
            writer.WriteCount(end - next);
            for (; next < end; next++)
            {
                panes[first].Tables[0].Write(writer, ofWhole[next].Slot);
                writer.Pause();
            }
        }
    }

    public void Release()
    {
        foreach (var pane in panes)
        {
            foreach (var table in pane.Tables)
            {
                table.Release();
            }
        }
    }

    private void Begin(FrozenPane<TKey, TAccumulator> pane, int group, SnapshotWriter writer)
    {
        writer.WriteInt64(pane.Start);
        if (!windows.ShareSlices)
        {
            writer.WriteByte(trigger.HasFired(windows.LastWith(pane.Start).MaxTimestamp, group) ? (byte)1 : (byte)0);
        }
    }

    private List<(int Pane, int Slot)>?[] SortWhole()
    {
        var sorted = new List<(int Pane, int Slot)>?[range.Count];
        for (var i = 0; i < panes.Length; i++)
        {
            if (panes[i].Tables is not [{ Count: > 0 } whole] || range.Count == 1)
            {
                continue;
            }

            foreach (var (slot, key) in whole.Keys())
            {
                var group = KeyGroups.Of(KeyHash<TKey>.Of(key), maxParallelism) - range.First;
                (sorted[group] ??= []).Add((i, slot));
            }
        }

        return sorted;
    }
}
