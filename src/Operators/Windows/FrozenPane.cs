using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>A pane as it stood at a barrier.</summary>
internal readonly struct FrozenPane<TKey, TAccumulator>
    where TKey : notnull
{
    public FrozenPane(Pane<TKey, TAccumulator> pane, KeyedStateFormat<TKey, TAccumulator> format)
    {
        Start = pane.Start;
        var tables = pane.Tables;
        Tables = new KeyTable<TKey, TAccumulator>.Frozen[tables.Length];
        for (var i = 0; i < tables.Length; i++)
        {
            Tables[i] = tables[i].Freeze(format);
        }
    }

    public long Start { get; }

    /// <summary>As of <see cref="Pane{TKey, TAccumulator}.Tables"/>.</summary>
    public KeyTable<TKey, TAccumulator>.Frozen[] Tables { get; }
}
