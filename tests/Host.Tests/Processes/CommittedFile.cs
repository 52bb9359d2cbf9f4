namespace AkkaStreamProc.Host.Tests.Processes;

/// <summary>Waits for the first committed file in the directory of a sink.</summary>
internal sealed class CommittedFile : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly FileSystemWatcher _watcher;
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to watch; to be called before the job starts.</summary>
    public CommittedFile(string directory)
    {
        Directory.CreateDirectory(directory);
        _watcher = new FileSystemWatcher(directory);
        _watcher.Renamed += (_, change) => Look(change.Name);
        _watcher.Created += (_, change) => Look(change.Name);
        _watcher.EnableRaisingEvents = true;
    }

    public Task AppearsAsync() => _seen.Task.WaitAsync(Patience);

    public void Dispose() => _watcher.Dispose();

    private void Look(string? name)
    {
        if (name is not null && !name.StartsWith('.'))
        {
            _seen.TrySetResult();
        }
    }
}
