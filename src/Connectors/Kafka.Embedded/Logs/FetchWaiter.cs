namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>
/// One long poll waiting for bytes in any of its partitions.
/// Armed before the partitions are looked at, so nothing appended in between is missed.
/// </summary>
internal sealed class FetchWaiter : IDisposable
{
    private readonly TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _deadline;
    private readonly CancellationTokenRegistration _cancellation;
    private long _missing;

    public FetchWaiter(long missingBytes, IsolationLevel isolation, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        _missing = missingBytes;
        Isolation = isolation;
        _deadline = time.CreateTimer(static state => ((FetchWaiter)state!).Expire(), this, patience, Timeout.InfiniteTimeSpan);
        _cancellation = cancellation.Register(static state => ((FetchWaiter)state!).Expire(), this);
    }

    /// <summary>Which bytes count for this reader.</summary>
    public IsolationLevel Isolation { get; }

    /// <summary>Completes when enough has been appended, the time is up or the broker stops.</summary>
    public Task Woken => _wake.Task;

    /// <summary>Tells of appended bytes.</summary>
    public void Appended(long bytes)
    {
        if (Interlocked.Add(ref _missing, -bytes) <= 0)
        {
            _wake.TrySetResult();
        }
    }

    /// <summary>Ends the wait, for example because a partition is gone, or a transaction's end may have made many records readable.</summary>
    public void Expire() => _wake.TrySetResult();

    public void Dispose()
    {
        _cancellation.Dispose();
        _deadline.Dispose();
    }
}
