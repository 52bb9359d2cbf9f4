using System.Globalization;

namespace AkkaStreamProc.Actors.Memory;

/// <summary>Asks the collector, and on Linux the control group of the process.</summary>
internal sealed class ProcessMemoryProbe : IMemoryProbe
{
    private static readonly string[] LimitFiles = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];

    private readonly long? _residentLimit = LimitOfContainer();

    public MemoryReading Read()
    {
        var any = GC.GetGCMemoryInfo(GCKind.Any);
        var (blocking, background) = (GC.GetGCMemoryInfo(GCKind.FullBlocking), GC.GetGCMemoryInfo(GCKind.Background));
        var full = blocking.Index > background.Index ? blocking : background;
        return new MemoryReading(full.HeapSizeBytes - full.FragmentedBytes, any.TotalCommittedBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Environment.WorkingSet, _residentLimit);
    }

    /// <summary>Where there is no limit, older control groups have a number that no machine has.</summary>
    private static long? LimitOfContainer() =>
        LimitFiles.Select(ReadLimit).FirstOrDefault(limit => limit is not null) is { } limit && limit < 1L << 50 ? limit : null;

    private static long? ReadLimit(string file)
    {
        try
        {
            return File.Exists(file) && long.TryParse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
