using System.Diagnostics;

namespace AkkaStreamProc.Bench.Soak;

/// <summary>What the process holds at one moment, in megabytes.</summary>
/// <param name="At">When, since the start of the run.</param>
/// <param name="Managed">The managed heap behind a full collection.</param>
/// <param name="Committed">What the collector holds of the operating system for it.</param>
/// <param name="WorkingSet">The memory of the process that is in RAM: native memory included.</param>
/// <param name="Threads">The threads of the process, not megabytes: each holds a stack and often an arena of the allocator.</param>
/// <param name="Store">The files of the journal and the snapshots.</param>
internal readonly record struct MemorySample(TimeSpan At, double Managed, double Committed, double WorkingSet, int Threads, double Store)
{
    private const double Megabyte = 1024 * 1024;

    public static MemorySample Take(TimeSpan at, string storeDirectory)
    {
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        var store = new DirectoryInfo(storeDirectory).EnumerateFiles().Sum(f => f.Length);
        return new MemorySample(
            at,
            managed / Megabyte,
            GC.GetGCMemoryInfo().TotalCommittedBytes / Megabyte,
            process.WorkingSet64 / Megabyte,
            process.Threads.Count,
            store / Megabyte);
    }
}
