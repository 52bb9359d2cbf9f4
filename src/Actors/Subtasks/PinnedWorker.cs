using System.Collections.Concurrent;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>A thread of one operator's own in one subtask, for the calls of its connector that block.</summary>
/// <remarks>
/// The thread starts with the first action, so that an operator without a blocking client costs none. Disposing lets the
/// actions that are already queued run (a client is closed by one of them) and does not wait for them;
/// <see cref="Completion"/> tells when the thread has ended.
/// </remarks>
internal sealed class PinnedWorker(string name, Action<Exception> onFailure) : IOwnedWorker
{
    private readonly BlockingCollection<Action> _actions = [];
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;

    public Task Completion => _completion.Task;

    public void Post(Action action)
    {
        lock (_gate)
        {
            if (_actions.IsAddingCompleted)
            {
                return;
            }

            _actions.Add(action);
            if (_thread is null)
            {
                _thread = new Thread(Run) { Name = name, IsBackground = true };
                _thread.Start();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _actions.CompleteAdding();
            if (_thread is null)
            {
                _completion.TrySetResult();
            }
        }
    }

    private void Run()
    {
        foreach (var action in _actions.GetConsumingEnumerable())
        {
            try
            {
                action();
            }
            catch (OperationCanceledException) when (_actions.IsAddingCompleted)
            {
                // The reader or writer was disposed while this action waited.
            }
            catch (Exception e)
            {
                onFailure(e);
            }
        }

        // The collection is left to the collector: Post and Dispose may still be looking at it on other threads.
        _completion.TrySetResult();
    }
}
