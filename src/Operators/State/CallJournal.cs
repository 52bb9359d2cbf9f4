namespace AkkaStreamProc.Operators.State;

/// <summary>Something a call has changed and that can be changed back.</summary>
internal interface IUndoable
{
    /// <summary>Changes back what the call has changed.</summary>
    void Undo();

    /// <summary>The call has gone well: what it changed stays.</summary>
    void Forget();
}

/// <summary>What one call of a function has changed in state and timers, so that nothing of it stays where it throws.</summary>
/// <remarks>
/// Exists only where the operator goes on behind a call that threw. An object that was changed in place stays changed:
/// only what was assigned is known here. Single-threaded; allocates nothing per call.
/// </remarks>
internal sealed class CallJournal
{
    private readonly List<IUndoable> _changes = [];

    /// <summary>Takes note of a change, before it is made.</summary>
    public void Add(IUndoable change) => _changes.Add(change);

    /// <summary>The call has returned.</summary>
    public void Commit()
    {
        foreach (var change in _changes)
        {
            change.Forget();
        }

        _changes.Clear();
    }

    /// <summary>The call has thrown.</summary>
    public void Rollback()
    {
        for (var i = _changes.Count - 1; i >= 0; i--)
        {
            _changes[i].Undo();
        }

        _changes.Clear();
    }
}
