namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Lets actions through, or keeps them until it is opened.</summary>
public sealed class Gate
{
    private readonly Lock _gate = new();
    private readonly List<Action> _waiting = [];
    private bool _isClosed;

    /// <summary>How many actions wait, each time one more does.</summary>
    public Recording<int> Arrivals { get; } = new();

    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return !_isClosed;
            }
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    public void Open()
    {
        List<Action> waiting;
        lock (_gate)
        {
            _isClosed = false;
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        waiting.ForEach(action => action());
    }

    /// <summary>Runs the action now, or when the gate is opened.</summary>
    public void Pass(Action action) => Pass(action, static waiting => waiting());

    /// <summary>Runs the action now, or posts it when the gate is opened.</summary>
    public void Pass(Action action, Action<Action> post)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                _waiting.Add(() => post(action));
                Arrivals.Add(_waiting.Count);
                return;
            }
        }

        action();
    }

    public Task PassAsync()
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Pass(passed.SetResult);
        return passed.Task;
    }
}
