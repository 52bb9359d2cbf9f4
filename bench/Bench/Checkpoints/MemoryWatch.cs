namespace AkkaStreamProc.Bench.Checkpoints;

/// <summary>The most memory that the process has resident while this exists, looked at every few milliseconds.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private readonly Timer _timer;
    private long _peak = Environment.WorkingSet;

    public MemoryWatch() => _timer = new Timer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(5));

    public long Peak
    {
        get
        {
            Look();
            return Interlocked.Read(ref _peak);
        }
    }

    /// <summary>What is resident when all garbage is gone.</summary>
    public static long Collected()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var now = Environment.WorkingSet;
        for (var known = Interlocked.Read(ref _peak); now > known; known = Interlocked.Read(ref _peak))
        {
            Interlocked.CompareExchange(ref _peak, now, known);
        }
    }
}
