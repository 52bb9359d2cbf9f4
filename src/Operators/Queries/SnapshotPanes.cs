using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Queries;

/// <summary>What the snapshots of a checkpoint have of windows that share no slices. Reads one key group with every call.</summary>
/// <param name="restore">What they have of the operator.</param>
/// <param name="format">How keys and accumulators are written.</param>
internal sealed class SnapshotPanes<TKey, TAccumulator>(OperatorRestore restore, KeyedStateFormat<TKey, TAccumulator> format)
    : IStoredEntries<TKey, List<OpenPane<TAccumulator>>>
    where TKey : notnull
{
    public bool TryPeek(int keyGroup, TKey key, ulong hash, out List<OpenPane<TAccumulator>> stored) => Read(keyGroup).TryGetValue(key, out stored!);

    public int Visit(int keyGroup, Action<TKey, List<OpenPane<TAccumulator>>, int> visit)
    {
        var panes = Read(keyGroup);
        foreach (var (key, own) in panes)
        {
            visit(key, own, 0);
        }

        return panes.Count;
    }

    private Dictionary<TKey, List<OpenPane<TAccumulator>>> Read(int keyGroup)
    {
        var panes = new Dictionary<TKey, List<OpenPane<TAccumulator>>>();
        foreach (var (_, reader, written) in restore.Keyed(format, new KeyGroupRange(keyGroup, 1)))
        {
            for (var left = reader.ReadCount(); left > 0; left--)
            {
                var start = reader.ReadInt64();
                // Whether the window has fired.
                reader.ReadByte();
                for (var entries = reader.ReadCount(); entries > 0; entries--)
                {
                    var key = written.ReadKey(reader);
                    var pane = new OpenPane<TAccumulator> { Start = start, Accumulator = written.ReadValue(reader) };
                    if (panes.TryGetValue(key, out var own))
                    {
                        own.Add(pane);
                    }
                    else
                    {
                        panes.Add(key, [pane]);
                    }
                }
            }
        }

        // Small windows are written behind large ones.
        foreach (var own in panes.Values)
        {
            own.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        }

        return panes;
    }
}
