using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>The open panes as they stood at a barrier.</summary>
/// <remarks>
/// Key group by key group: the number of panes, then for each its start, whether it has fired, and its entries. Those of a
/// pane with one table are sorted by key group when the first is written, on the thread that writes.
/// </remarks>
internal sealed class FrozenPanes<TKey, TAccumulator>(
    KeyedStateFormat<TKey, TAccumulator> format, KeyGroupRange range, int maxParallelism, FrozenPane<TKey, TAccumulator>[] panes)
    : IFrozenKeyedState
    where TKey : notnull
{
    public const string StateName = "panes";

    // For each key group the entries of panes with one table: pane and slot, in that order.
    private List<(int Pane, int Slot)>?[]? _ofWhole;

    public string Name => StateName;

    public string KeySchema => format.KeySchema;

    public string ValueSchema => format.ValueSchema;

    public KeyGroupRange Range => range;

    public void Write(int keyGroup, SnapshotWriter writer)
    {
        var group = keyGroup - range.First;
        var ofWhole = (_ofWhole ??= SortWhole())[group] ?? [];
        var filled = panes.Count(p => IsByGroup(p) && p.Tables[group].Count > 0) + ofWhole.Select(e => e.Pane).Distinct().Count();
        if (filled == 0)
        {
            return;
        }

        writer.WriteCount(filled);
        var next = 0;
        for (var i = 0; i < panes.Length; i++)
        {
            var pane = panes[i];
            if (IsByGroup(pane))
            {
                if (pane.Tables[group].Count > 0)
                {
                    Begin(pane, group, writer);
                    pane.Tables[group].Write(writer);
                }

                continue;
            }

            var end = next;
            while (end < ofWhole.Count && ofWhole[end].Pane == i)
            {
                end++;
            }

            if (end > next)
            {
                Begin(pane, group, writer);
                writer.WriteCount(end - next);
                for (; next < end; next++)
                {
                    pane.Tables[0].Write(writer, ofWhole[next].Slot);
                }
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

    /// <summary>Whether every key group has a table, be it the only one.</summary>
    private bool IsByGroup(FrozenPane<TKey, TAccumulator> pane) => pane.Tables.Length == range.Count;

    private static void Begin(FrozenPane<TKey, TAccumulator> pane, int group, SnapshotWriter writer)
    {
        writer.WriteInt64(pane.Start);
        writer.WriteByte(pane.HasFired(group) ? (byte)1 : (byte)0);
    }

    private List<(int Pane, int Slot)>?[] SortWhole()
    {
        var sorted = new List<(int Pane, int Slot)>?[range.Count];
        for (var i = 0; i < panes.Length; i++)
        {
            if (IsByGroup(panes[i]) || panes[i].Tables is not [{ Count: > 0 } whole])
            {
                continue;
            }

            for (var entries = whole.GetEnumerator(); entries.MoveNext();)
            {
                var group = KeyGroups.Of(KeyHash<TKey>.Of(entries.Current.Key), maxParallelism) - range.First;
                (sorted[group] ??= []).Add((i, entries.Slot));
            }
        }

        return sorted;
    }
}
