using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>A pane as it stood at a barrier.</summary>
internal readonly struct FrozenPane<TKey, TAccumulator>
    where TKey : notnull
{
    private readonly bool[]? _fired;
    private readonly bool _hasFired;

    public FrozenPane(Pane<TKey, TAccumulator> pane, KeyedStateFormat<TKey, TAccumulator> format)
    {
        Start = pane.Start;
        _hasFired = pane.HasFired;
        _fired = (bool[]?)pane.FiredGroups?.Clone();
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

    /// <summary>Whether a key group, by its number within the subtask, had emitted its results.</summary>
    public bool HasFired(int group) => _hasFired || _fired?[group] == true;
}
