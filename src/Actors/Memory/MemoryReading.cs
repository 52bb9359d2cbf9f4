namespace AkkaStreamProc.Actors.Memory;

/// <summary>How much memory the process has, and how much it may have, in bytes.</summary>
/// <param name="Live">What the last collection of everything left on the managed heap; 0 before the first.</param>
/// <param name="Committed">What the managed heap has of the system, garbage included.</param>
/// <param name="HeapLimit">What the managed heap may have: the hard limit of the collector, else the memory of the container or the machine.</param>
/// <param name="Resident">What the process has of the system, native memory included.</param>
/// <param name="ResidentLimit">What it may have, where a container says so.</param>
internal readonly record struct MemoryReading(long Live, long Committed, long HeapLimit, long Resident, long? ResidentLimit)
{
    private const double ExhaustedFrom = 0.6;

    /// <summary>How much of what it may have is in use for good, from 0 to 1.</summary>
    public double Load => Math.Max(Share(Live, HeapLimit), ResidentLimit is { } limit ? Share(Resident, limit) : 0);

    /// <summary>
    /// Whether an allocation that has failed says that the memory is gone, which the collection before it has not freed;
    /// otherwise it asked for more than there could ever be.
    /// </summary>
    public bool IsExhausted => Load >= ExhaustedFrom;

    private static double Share(long used, long limit) => limit > 0 ? (double)used / limit : 0;
}
