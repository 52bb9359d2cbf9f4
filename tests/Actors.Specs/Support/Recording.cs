namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>What has happened, in order, and a way to await that something has.</summary>
public sealed class Recording<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _items = [];
    private readonly List<(Func<IReadOnlyList<T>, bool> Condition, TaskCompletionSource Reached)> _waiting = [];

    public IReadOnlyList<T> Items
    {
        get
        {
            lock (_gate)
            {
                return [.. _items];
            }
        }
    }

    public void Add(T item)
    {
        lock (_gate)
        {
            _items.Add(item);
            foreach (var waiting in _waiting.Where(w => w.Condition(_items)).ToList())
            {
                _waiting.Remove(waiting);
                waiting.Reached.SetResult();
            }
        }
    }

    /// <summary>Completes when the condition holds of everything recorded so far.</summary>
    public Task Until(Func<IReadOnlyList<T>, bool> condition, string awaited)
    {
        lock (_gate)
        {
            if (condition(_items))
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((condition, reached));
            return WithRecorded(reached.Task, awaited);
        }
    }

    private async Task WithRecorded(Task reached, string awaited)
    {
        try
        {
            await reached.Within(awaited);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}. Recorded: {string.Join("; ", Items.TakeLast(20))}", e);
        }
    }

    public Task UntilAny(Func<T, bool> condition, string awaited) => Until(items => items.Any(condition), awaited);

    public Task UntilCount(int count, string awaited) => Until(items => items.Count >= count, $"{count} {awaited}");
}
