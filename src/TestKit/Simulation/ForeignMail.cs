using System.Collections.Concurrent;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>What other threads than that of the history want done in it: answers of asynchronous calls that wait for something real.</summary>
internal sealed class ForeignMail
{
    private readonly ConcurrentQueue<Action> _actions = new();
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when something has come since the last <see cref="TakeAll"/>.</summary>
    public Task Arrived => Volatile.Read(ref _arrived).Task;

    /// <summary>Any thread.</summary>
    public void Add(Action action)
    {
        _actions.Enqueue(action);
        Volatile.Read(ref _arrived).TrySetResult();
    }

    /// <summary>Does what has come, in the thread of the history.</summary>
    public void TakeAll()
    {
        if (Arrived.IsCompleted)
        {
            Volatile.Write(ref _arrived, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        while (_actions.TryDequeue(out var action))
        {
            action();
        }
    }
}
