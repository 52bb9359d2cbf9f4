using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>The thread of one operator's own in one subtask: its actions are steps of the simulation, one after the other.</summary>
internal sealed class SimulatedWorker(SimulatedWorld world, string name, Action<Exception> onFailure, Action onEnded)
    : SimulatedEndpoint(name), IOwnedWorker
{
    private int _pending;
    private bool _isClosed;
    private bool _isGone;

    /// <summary>Whether it was closed and has done everything that was posted before.</summary>
    public bool HasEnded => _isClosed && _pending == 0;

    public void Post(Action action)
    {
        if (_isClosed || _isGone)
        {
            return;
        }

        _pending++;
        world.Mail.Send(this, this, "action", () => Run(action));
    }

    /// <summary>Takes nothing more; what was posted before is still done.</summary>
    public void Close() => _isClosed = true;

    void IDisposable.Dispose() => Close();

    /// <summary>Is gone at once, as its process is.</summary>
    public void Kill() => _isGone = true;

    private void Run(Action action)
    {
        if (_isGone)
        {
            return;
        }

        try
        {
            action();
        }
        catch (OperationCanceledException) when (_isClosed)
        {
            // The reader or writer was disposed while this action waited.
        }
        catch (Exception e)
        {
            onFailure(e);
        }

        _pending--;
        if (HasEnded)
        {
            onEnded();
        }
    }
}
