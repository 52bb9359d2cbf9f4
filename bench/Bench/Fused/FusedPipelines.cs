using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Bench.Fused;

/// <summary>The measured chain as a job, and six others that are run to spoil its call sites.</summary>
internal static class FusedPipelines
{
    public static JobGraph Measured(ArraySource<Reading> source, ISink<Heat> sink) => Job(source, stream => stream
        .Where(r => r.Status != 0)
        .Select(r => new Heat(r.Sensor, (r.Celsius * 1.8) + 32))
        .Where(h => h.Fahrenheit > 50)
        .Select(h => new Heat(h.Sensor % 100, h.Fahrenheit))
        .SinkTo(sink));

    public static IEnumerable<JobGraph> Others(ArraySource<Reading> source)
    {
        yield return Job(source, s => s.Where(r => r.Sensor > 10).Select(r => r.Celsius).SinkTo(new DiscardingSink<double>()));
        yield return Job(source, s => s.Select(r => r.Sensor).Where(n => n % 2 == 0).Select(n => (long)n).SinkTo(new DiscardingSink<long>()));
        yield return Job(source, s => s.Where(r => r.Status > 2).Where(r => r.Celsius < 30).SinkTo(new DiscardingSink<Reading>()));
        yield return Job(source, s => s.Select(r => r.Sensor.ToString()).Where(t => t.Length > 1).SinkTo(new DiscardingSink<string>()));
        yield return Job(source, s => s.Filter(r => r.Status != 1).Map(r => new Heat(r.Sensor, r.Celsius)).SinkTo(new DiscardingSink<Heat>()));
        yield return Job(source, s => s.SelectMany(r => new[] { r.Sensor, r.Status }).Where(n => n > 3).SinkTo(new DiscardingSink<int>()));
    }

    private static JobGraph Job(ArraySource<Reading> source, Action<DataStream<Reading>> declare)
    {
        var job = new JobBuilder("fused");
        declare(job.FromSource(source, WatermarkStrategy<Reading>.Monotonous()));
        return job.Build();
    }
}
