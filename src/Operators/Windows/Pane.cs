using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>What a subtask has gathered for one window: the accumulators of its keys, a table for each key group.</summary>
internal sealed class Pane<TKey, TAccumulator>
    where TKey : notnull
{
    private readonly bool[] _fired;
    private int _firedCount;

    public Pane(int keyGroups)
    {
        _fired = new bool[keyGroups];
        Tables = new KeyTable<TKey, TAccumulator>[keyGroups];
        for (var i = 0; i < keyGroups; i++)
        {
            Tables[i] = new KeyTable<TKey, TAccumulator>();
        }
    }

    public long Start { get; private set; }

    /// <summary>Whether the results of all key groups were emitted already; the pane then waits for late records.</summary>
    public bool HasFired => _firedCount == _fired.Length;

    /// <summary>
    /// Which key groups have emitted their results; <see langword="null"/> where none has. They differ where the pane
    /// was gathered from subtasks of which only some had come that far.
    /// </summary>
    public bool[]? FiredGroups => _firedCount == 0 ? null : _fired;

    public KeyTable<TKey, TAccumulator>[] Tables { get; }

    public void Begin(long start)
    {
        Start = start;
        Array.Clear(_fired);
        _firedCount = 0;
    }

    public void MarkFired(int group)
    {
        if (!_fired[group])
        {
            _fired[group] = true;
            _firedCount++;
        }
    }

    /// <summary>Marks the groups without any key: for them the window has passed with nothing to emit.</summary>
    public void MarkEmptyFired()
    {
        for (var group = 0; group < Tables.Length; group++)
        {
            if (Tables[group].Count == 0)
            {
                MarkFired(group);
            }
        }
    }
}
