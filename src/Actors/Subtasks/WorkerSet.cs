using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>The pinned threads of one subtask: one for each operator that asked.</summary>
internal sealed class WorkerSet(int subtaskIndex, Action<Exception> onFailure) : IDisposable
{
    private readonly List<PinnedWorker> _workers = [];

    /// <summary>Completes when every thread has ended; to be asked after <see cref="Dispose"/>.</summary>
    public Task Completion => Task.WhenAll(_workers.Select(w => w.Completion));

    public IWorker Create(string operatorName)
    {
        var worker = new PinnedWorker($"{operatorName}[{subtaskIndex}]", onFailure);
        _workers.Add(worker);
        return worker;
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            worker.Dispose();
        }
    }
}
