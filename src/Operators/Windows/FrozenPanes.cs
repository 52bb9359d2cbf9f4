using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>The open panes as they stood at a barrier.</summary>
/// <remarks>Key group by key group: the number of panes, then for each its start, whether it has fired, and its entries.</remarks>
internal sealed class FrozenPanes<TKey, TAccumulator> : IFrozenKeyedState
    where TKey : notnull
{
    public const string StateName = "panes";

    private readonly KeyedStateFormat<TKey, TAccumulator> _format;
    private readonly (long Start, bool[]? Fired, KeyTable<TKey, TAccumulator>.Frozen[] Tables)[] _panes;

    public FrozenPanes(KeyedStateFormat<TKey, TAccumulator> format, KeyGroupRange range, IReadOnlyList<Pane<TKey, TAccumulator>> panes)
    {
        _format = format;
        Range = range;
        _panes = [.. panes.Select(p => (p.Start, (bool[]?)p.FiredGroups?.Clone(), Array.ConvertAll(p.Tables, t => t.Freeze(format))))];
    }

    public string Name => StateName;

    public string KeySchema => _format.KeySchema;

    public string ValueSchema => _format.ValueSchema;

    public KeyGroupRange Range { get; }

    public void Write(int keyGroup, SnapshotWriter writer)
    {
        var index = keyGroup - Range.First;
        var filled = _panes.Count(p => p.Tables[index].Count > 0);
        if (filled == 0)
        {
            return;
        }

        writer.WriteCount(filled);
        foreach (var (start, fired, tables) in _panes)
        {
            if (tables[index].Count == 0)
            {
                continue;
            }

            writer.WriteInt64(start);
            writer.WriteByte(fired?[index] == true ? (byte)1 : (byte)0);
            tables[index].Write(writer);
        }
    }

    public void Release()
    {
        foreach (var table in _panes.SelectMany(p => p.Tables))
        {
            table.Release();
        }
    }
}
