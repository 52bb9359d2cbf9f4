using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>What a subtask has gathered for one window: the accumulators of its keys, a table for each key group.</summary>
internal sealed class Pane<TKey, TAccumulator>
    where TKey : notnull
{
    public Pane(int keyGroups)
    {
        Tables = new KeyTable<TKey, TAccumulator>[keyGroups];
        for (var i = 0; i < keyGroups; i++)
        {
            Tables[i] = new KeyTable<TKey, TAccumulator>();
        }
    }

    public long Start { get; set; }

    /// <summary>Whether the results were emitted already; the pane then waits for late records.</summary>
    public bool HasFired { get; set; }

    public KeyTable<TKey, TAccumulator>[] Tables { get; }
}
