using System.Diagnostics.Metrics;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Actors.Specs.Telemetry;

/// <summary>What the meter says, against what was put in.</summary>
public sealed class MetricSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private readonly string _name = StreamSystem.NewName();
    private readonly LogSource<Visit> _source = new() { FetchSize = 1000 };
    private readonly ScriptedSink<string> _sink = new();

    [Fact]
    public async Task Records_are_counted_where_they_go()
    {
        using var meter = new MeterReading(system.System);
        var visits = Visits.Make(300);
        _source.Append(0, visits);
        _source.Append(0, new Visit(1, 0), new Visit(2, 5));
        _source.AppendBad(0, default);
        var job = await system.Run(SkippingJob(), Settings.OnDemand);

        await UntilRead(303, job);

        var read = meter.Of(_name);
        var results = Visits.Expected(visits).Count - Visits.Expected(visits.Where(v => v.Time >= 2000)).Count;
        read["operator.records.in operator=source subtask=0"].ShouldBe(303);
        read["operator.records.out operator=source subtask=0"].ShouldBe(302);
        read["operator.records.bad operator=source subtask=0"].ShouldBe(1);
        read["operator.records.in operator=count subtask=0"].ShouldBe(302);
        read["operator.records.late operator=count subtask=0"].ShouldBe(2);
        read["operator.records.out operator=count subtask=0"].ShouldBe(results);
        read["operator.records.out operator=out subtask=0"].ShouldBe(results);
        read["subtask.watermark operator=count subtask=0"].ShouldBe(visits[^1].Time - 1);
        read.Keys.Where(k => k.StartsWith("subtask.time", StringComparison.Ordinal)).Count().ShouldBe(6);
        await job.CancelAsync();
    }

    [Fact]
    public async Task Checkpoint_has_its_duration_size_and_age()
    {
        using var meter = new MeterReading(system.System);
        _source.Append(0, Visits.Make(10));
        var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand);
        meter.Of(_name).Keys.ShouldNotContain("checkpoint.age");

        var savepoint = await UntilRead(10, job);

        var read = meter.Of(_name);
        read["checkpoint.completed"].ShouldBe(1);
        read["checkpoint.failed"].ShouldBe(0);
        read["checkpoint.duration"].ShouldBe(savepoint.Duration.TotalSeconds);
        read["checkpoint.size"].ShouldBe(savepoint.Bytes);
        read["checkpoint.age"].ShouldBeInRange(0, 20);
        await job.CancelAsync();
    }

    [Fact]
    public async Task Restart_is_counted_and_begins_the_counts_of_its_subtasks_anew()
    {
        using var meter = new MeterReading(system.System);
        var fault = new Fault(atRecord: 70);
        var visits = Visits.Make(100);
        _source.Append(0, visits[..60]);
        var job = await system.Run(Visits.Job(_name, _source, _sink, through: fault.Pass), Settings.OnDemand);
        await UntilRead(60, job);
        meter.Of(_name)["job.restarts"].ShouldBe(0);

        _source.Append(0, visits[60..]);
        await system.Events.Until(all => all.Count(e => e.Job == _name && e.Message == "The job is running.") == 2, "the second attempt");
        await UntilRead(140, job);

        var read = meter.Of(_name);
        read["job.restarts"].ShouldBe(1);
        read["job.state state=running"].ShouldBe(1);
        read["job.state state=restarting"].ShouldBe(0);
        read["operator.records.in operator=source subtask=0"].ShouldBe(40);
        (await job.GetStatusAsync()).RecordsIn.ShouldBe(100);
        await job.CancelAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Series_of_a_job_that_has_ended_are_gone(bool isCancelled)
    {
        using var meter = new MeterReading(system.System);
        _source.Append(0, Visits.Make(10));
        var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand);
        await UntilRead(10, job);
        meter.Of(_name).ShouldNotBeEmpty();

        await (isCancelled ? job.CancelAsync() : End());

        meter.Of(_name).ShouldBeEmpty();

        Task<JobStatus> End()
        {
            _source.End();
            return job.Completion;
        }
    }

    [Fact]
    public async Task Series_of_a_job_whose_supervisor_is_gone_are_gone()
    {
        using var meter = new MeterReading(system.System);
        var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand);
        await UntilRead(0, job);

        await system.StopSupervisor(_name);
        await job.Completion.Within("the end");

        meter.Of(_name).ShouldBeEmpty();
    }

    [Fact]
    public async Task Jobs_of_one_name_in_two_systems_do_not_mix()
    {
        var second = new StreamSystem();
        using var meter = new MeterReading(system.System);
        using var secondMeter = new MeterReading(second.System);
        var (source, sink) = (new LogSource<Visit> { FetchSize = 1000 }, new ScriptedSink<string>());
        _source.Append(0, Visits.Make(10));
        source.Append(0, Visits.Make(20));
        var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand);
        var secondJob = await second.Run(Visits.Job(_name, source, sink), Settings.OnDemand);
        await UntilRead(10, job);
        await source.Fetches.Until(_ => source.RecordsRead == 20, "20 records");
        await second.Told(_name, "The job is running.");
        await secondJob.TriggerSavepointAsync();

        meter.Of(_name)["operator.records.in operator=source subtask=0"].ShouldBe(10);
        secondMeter.Of(_name)["operator.records.in operator=source subtask=0"].ShouldBe(20);

        await second.DisposeAsync();
        secondMeter.Of(_name).ShouldBeEmpty();
        meter.Of(_name).ShouldNotBeEmpty();
        await job.CancelAsync();
    }

    [Fact]
    public void Instruments_are_those_of_the_documentation()
    {
        using var meter = new MeterReading(system.System);

        var documented = DocumentedTables.Rows("Instruments").Select(row => $"{row[0].Trim('`')} {row[1]} {row[2].Trim('`')}");

        meter.Instruments.Select(i => $"{i.Name} {KindOf(i)} {i.Unit}").ShouldBe(documented, ignoreOrder: true);
        meter.Instruments.Count.ShouldBeLessThanOrEqualTo(30);
        meter.Instruments.ShouldAllBe(i => i.Name == i.Name.ToLowerInvariant() && !string.IsNullOrEmpty(i.Description));
        meter.Instruments[0].Meter.Version.ShouldNotBeNullOrEmpty();
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name switch
    {
        "ObservableCounter`1" => "counter",
        "ObservableUpDownCounter`1" => "up-down counter",
        "ObservableGauge`1" => "gauge",
        var other => other,
    };

    private JobGraph SkippingJob()
    {
        var job = new JobBuilder(_name);
        job.FromSource(_source, WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time))
            .SkipBadRecords()
            .KeyBy(v => v.Key)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(Visits.WindowMs)))
            .Count("count")
            .Map(r => $"{r.Key}")
            .SinkTo(_sink, "out");
        return job.Build();
    }

    /// <summary>At a barrier every subtask is measured; whatever was read has gone through by then.</summary>
    private async Task<CheckpointStatus> UntilRead(int records, JobHandle job)
    {
        await _source.Fetches.Until(_ => _source.RecordsRead >= records, $"{records} records");
        await system.Told(_name, "The job is running.");
        return await job.TriggerSavepointAsync().Within("a savepoint");
    }
}
