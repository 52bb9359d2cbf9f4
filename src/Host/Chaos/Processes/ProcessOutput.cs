namespace AkkaStreamProc.Host.Chaos.Processes;

/// <summary>The lines a process has written, and those it will. Thread-safe.</summary>
internal sealed class ProcessOutput
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Part, TaskCompletionSource<string> Found)> _awaited = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public void Add(string line)
    {
        lock (_lock)
        {
            _lines.Add(line);
            foreach (var (_, found) in _awaited.Where(a => line.Contains(a.Part, StringComparison.Ordinal)))
            {
                found.TrySetResult(line);
            }
        }
    }

    /// <summary>The first line with a certain part, written already or not yet.</summary>
    public Task<string> LineWith(string part)
    {
        lock (_lock)
        {
            if (_lines.Find(l => l.Contains(part, StringComparison.Ordinal)) is { } line)
            {
                return Task.FromResult(line);
            }

            var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((part, found));
            return found.Task;
        }
    }

    public override string ToString() => string.Join(Environment.NewLine, Lines);
}
