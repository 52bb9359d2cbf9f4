using AkkaStreamProc.Bench.Measuring;

namespace AkkaStreamProc.Bench.Kafka.Ends;

/// <summary>Runs something and tells what it cost for each record, all threads of the process included.</summary>
internal static class Measurement
{
    public static void Print(string name, int records, Action run, Report report)
    {
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes();
        var cost = Cost.Of(run);
        var bytes = (double)(GC.GetTotalAllocatedBytes() - allocated) / records;
        report.Line(
            $"{name,-16} {records / cost.Elapsed.TotalSeconds,12:N0} records/s {cost.NanosecondsEach(records),8:N0} ns {cost.ProcessorNanosecondsEach(records),8:N0} ns of processor {bytes,8:N1} bytes allocated");
    }
}
