namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>The state of a whole subtask as it stood at a barrier.</summary>
/// <remarks>
/// Taken on the subtask in well under a millisecond, then written by any thread (<see cref="SubtaskSnapshot.Write"/>)
/// and released on the subtask again.
/// </remarks>
/// <param name="checkpointId">The checkpoint.</param>
/// <param name="isSavepoint">Whether it is a savepoint.</param>
internal sealed class SubtaskFreeze(long checkpointId, bool isSavepoint = false)
{
    private readonly List<OperatorFreeze> _operators = [];
    private Action? _whenComplete;
    private int _awaited;

    public long CheckpointId => checkpointId;

    public bool IsSavepoint => isSavepoint;

    public IReadOnlyList<OperatorFreeze> Operators => _operators;

    public OperatorFreeze Add(string operatorName)
    {
        var freeze = new OperatorFreeze(operatorName, this);
        _operators.Add(freeze);
        return freeze;
    }

    /// <summary>Calls back as soon as every announced item has arrived; at once where none is missing.</summary>
    public void WhenComplete(Action action)
    {
        if (_awaited == 0)
        {
            action();
        }
        else
        {
            _whenComplete = action;
        }
    }

    public void Release()
    {
        foreach (var state in _operators.SelectMany(o => o.Keyed))
        {
            state.Release();
        }
    }

    internal void Await() => _awaited++;

    internal void Arrived()
    {
        if (--_awaited == 0)
        {
            _whenComplete?.Invoke();
        }
    }
}
