using System.Diagnostics;

namespace AkkaStreamProc.Bench.Measuring;

/// <summary>What a piece of work took: time on the clock, and processor time of all threads of the process.</summary>
internal readonly record struct Cost(TimeSpan Elapsed, TimeSpan Processor)
{
    public static Cost operator -(Cost later, Cost earlier) => new(later.Elapsed - earlier.Elapsed, later.Processor - earlier.Processor);

    /// <summary>Both clocks as they stand; a difference of two is a cost.</summary>
    public static Cost Now => new(Stopwatch.GetElapsedTime(0), Environment.CpuUsage.TotalTime);

    public static Cost Of(Action work)
    {
        var start = Now;
        work();
        return Now - start;
    }

    public double NanosecondsEach(double count) => Elapsed.TotalNanoseconds / count;

    public double ProcessorNanosecondsEach(double count) => Processor.TotalNanoseconds / count;
}
