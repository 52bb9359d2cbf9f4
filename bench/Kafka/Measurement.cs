using System.Diagnostics;

namespace AkkaStreamProc.Kafka.Bench;

/// <summary>Runs something and prints what it cost for each record, all threads of the process included.</summary>
internal static class Measurement
{
    public static void Print(string name, int records, Action run)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var clock = Stopwatch.StartNew();
        run();
        var elapsed = clock.Elapsed;
        process.Refresh();
        Console.WriteLine(
            $"{name,-16} {records / elapsed.TotalSeconds,12:N0} records/s {elapsed.TotalNanoseconds / records,8:N0} ns "
            + $"{(process.TotalProcessorTime - processor).TotalNanoseconds / records,8:N0} ns of processor "
            + $"{(double)(GC.GetTotalAllocatedBytes() - allocated) / records,8:N1} bytes allocated");
    }
}
