using System.Diagnostics;
using AkkaStreamProc.Actors.Specs.Support;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace AkkaStreamProc.Actors.Specs.Telemetry;

/// <summary>The two lines of <c>docs/telemetry.md</c> are all that OpenTelemetry needs. Akka.NET brings it.</summary>
public sealed class OpenTelemetrySpecs : IAsyncLifetime
{
    private readonly Exporter<Metric> _metrics = new();
    private readonly Exporter<Activity> _activities = new();
    private readonly MeterProvider _meters;
    private readonly TracerProvider _traces;
    private readonly StreamSystem _system;
    private readonly string _name = StreamSystem.NewName();

    public OpenTelemetrySpecs()
    {
        _meters = Sdk.CreateMeterProviderBuilder().AddMeter("AkkaStreamProc").AddReader(new BaseExportingMetricReader(_metrics)).Build();
        _traces = Sdk.CreateTracerProviderBuilder().AddSource("AkkaStreamProc").AddProcessor(new SimpleActivityExportProcessor(_activities)).Build();
        _system = new StreamSystem();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _system.DisposeAsync();
        _meters.Dispose();
        _traces.Dispose();
    }

    [Fact]
    public async Task Job_is_exported()
    {
        var source = new LogSource<Visit> { FetchSize = 1000 };
        source.Append(0, Visits.Make(50));
        var job = await _system.Run(Visits.Job(_name, source, new ScriptedSink<string>()), Settings.OnDemand);
        await source.Fetches.Until(_ => source.RecordsRead == 50, "50 records");
        await _system.Told(_name, "The job is running.");
        var savepoint = await job.TriggerSavepointAsync().Within("a savepoint");

        _meters.ForceFlush().ShouldBeTrue();

        Values("akkastreamproc.operator.records.in").ShouldContain(50);
        Values("akkastreamproc.checkpoint.completed").ShouldBe([1]);
        await job.CancelAsync();
        _traces.ForceFlush().ShouldBeTrue();
        _activities.Exported.Where(a => _name.Equals(a.GetTagItem("job"))).Select(a => (a.OperationName, a.GetTagItem("checkpoint")))
            .ShouldBe([("akkastreamproc.attempt", null), ("akkastreamproc.checkpoint", savepoint.Id)]);
    }

    private List<long> Values(string instrument)
    {
        var values = new List<long>();
        foreach (var metric in _metrics.Exported.Where(m => m.Name == instrument))
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                foreach (var (name, value) in point.Tags)
                {
                    if (name == "job" && _name.Equals(value))
                    {
                        values.Add(point.GetSumLong());
                    }
                }
            }
        }

        return values;
    }

    private sealed class Exporter<T> : BaseExporter<T>
        where T : class
    {
        public List<T> Exported { get; } = [];

        public override ExportResult Export(in Batch<T> batch)
        {
            foreach (var item in batch)
            {
                Exported.Add(item);
            }

            return ExportResult.Success;
        }
    }
}
