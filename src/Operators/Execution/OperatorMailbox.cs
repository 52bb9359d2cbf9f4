namespace AkkaStreamProc.Operators.Execution;

/// <summary>What was posted to one operator and waits for the subtask to come between two steps.</summary>
/// <remarks>
/// Of the subtask's thread: whatever carries the subtask brings what was posted from other threads
/// (<see cref="ISubtaskRuntime.Post"/>), in the order of its posting. Nothing in it is part of a snapshot: an operator that
/// awaits something writes down what it awaits, and asks for it again when it is restored.
/// </remarks>
internal sealed class OperatorMailbox
{
    private readonly Queue<Action> _mail = new();

    public bool IsEmpty => _mail.Count == 0;

    public void Add(Action action) => _mail.Enqueue(action);

    /// <summary>Takes what is there now; what is added meanwhile waits for the next time.</summary>
    public void Take()
    {
        for (var left = _mail.Count; left > 0; left--)
        {
            _mail.Dequeue()();
        }
    }
}
