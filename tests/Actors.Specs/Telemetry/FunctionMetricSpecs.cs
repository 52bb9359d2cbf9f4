using System.Diagnostics.Metrics;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;
using Microsoft.Extensions.Logging;

namespace AkkaStreamProc.Actors.Specs.Telemetry;

/// <summary>What functions tell of themselves: numbers of the meter, and messages of the log.</summary>
public sealed class FunctionMetricSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private readonly string _name = StreamSystem.NewName();
    private readonly LogSource<Visit> _source = new() { FetchSize = 1000 };
    private readonly ScriptedSink<string> _sink = new();

    [Fact]
    public async Task Metrics_of_a_function_begin_anew_with_each_attempt_and_end_with_the_job()
    {
        using var meter = new MeterReading(system.System);
        var fault = new Fault(atRecord: 70);
        var visits = Visits.Make(100);
        _source.Append(0, visits[..60]);
        var job = await system.Run(Job(fault), Settings.OnDemand);
        await UntilRead(60, job);
        var first = meter.Of(_name);
        first["visits.counted operator=counting subtask=0"].ShouldBe(60);
        first["visits.last operator=counting subtask=0"].ShouldBe(visits[59].Time);

        _source.Append(0, visits[60..]);
        await system.Events.Until(all => all.Count(e => e.Job == _name && e.Message == "The job is running.") == 2, "the second attempt");
        await UntilRead(140, job);

        // Once, though two attempts had it; ten records came before the failure, and are counted again with the rest.
        meter.Of(_name)["visits.counted operator=counting subtask=0"].ShouldBe(40);
        await job.CancelAsync();
        meter.Of(_name).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_recorded_in_a_histogram_is_heard_with_its_tags()
    {
        using var meter = new MeterReading(system.System);
        _source.Append(0, Visits.Make(3));
        var job = await system.Run(Job(), Settings.OnDemand);
        await UntilRead(3, job);
        await job.CancelAsync();

        meter.Recorded("visits.times", _name).Count.ShouldBe(3);
        meter.Instruments.Count(i => i.Name == "visits.times").ShouldBe(1);
    }

    [Fact]
    public void Name_that_subtasks_begin_with_at_one_time_has_one_instrument()
    {
        const int threads = 4;
        var scope = new object();
        using var meter = new Meter(new MeterOptions(StreamTelemetry.Name) { Scope = scope });
        using var reading = new MeterReading(scope);
        var instruments = new FunctionInstruments(meter);
        using var together = new Barrier(threads);

        var subtasks = Enumerable.Range(0, threads).Select(index => new Thread(() =>
        {
            for (var name = 0; name < 200; name++)
            {
                together.SignalAndWait();
                instruments.Begin(new SubtaskAddress("job", "vertex", index, 1, 0), new FunctionCounter(new MetricIdentity($"visits.{name}", null, null, "op")), out _);
            }
        })).ToList();
        subtasks.ForEach(thread => thread.Start());
        subtasks.ForEach(thread => thread.Join());

        reading.Instruments.Count.ShouldBe(200);
        reading.Of("job").Count.ShouldBe(200 * threads);
    }

    private JobGraph Job(Fault? fault = null)
    {
        var job = new JobBuilder(_name);
        job.FromSource(_source, WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time))
            .Map(visit => fault is null ? visit : fault.Pass(visit))
            .KeyBy(v => v.Key)
            .Process(() => new Counting(), "counting")
            .SinkTo(_sink, "out");
        return job.Build();
    }

    private async Task UntilRead(int records, JobHandle job)
    {
        await _source.Fetches.Until(_ => _source.RecordsRead >= records, $"{records} records");
        await system.Told(_name, "The job is running.");
        await job.TriggerSavepointAsync().Within("a savepoint");
    }

    private sealed class Counting : ProcessFunction<int, Visit, string>
    {
        public override void Process(Visit record, ProcessContext<int, string> context)
        {
            context.Metrics.Counter("visits.counted", "{visit}", "Visits that were counted.").Add();
            context.Metrics.Gauge("visits.last").Set(record.Time);
            context.Metrics.Histogram("visits.times", "ms").Record(record.Time);
            context.Logger.LogDebug("A visit of {Key}", context.Key);
        }
    }
}
