using AkkaStreamProc.Actors.Memory;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Actors.Specs.Telemetry;

/// <summary>The series of a subtask, from what was measured of it.</summary>
public sealed class SubtaskTelemetrySpecs : IDisposable
{
    private const string Job = "measured";

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(100_000));
    private readonly StreamTelemetry _telemetry;
    private readonly MeterReading _meter;
    private readonly SubtaskTelemetry _subtask;

    public SubtaskTelemetrySpecs()
    {
        _telemetry = new StreamTelemetry("specs", this, new ProcessMemoryProbe(), _clock);
        _telemetry.IsListenedTo.ShouldBeFalse();
        _meter = new MeterReading(this);
        _telemetry.IsListenedTo.ShouldBeTrue();
        _subtask = _telemetry.Begin(new SubtaskAddress(Job, "in", 2, 1, 0), Report(1000, 70));
    }

    public void Dispose()
    {
        _meter.Dispose();
        _telemetry.Dispose();
    }

    [Fact]
    public void Counts_begin_at_zero_whatever_the_checkpoint_says()
    {
        _meter.Of(Job).ShouldBeEmpty();

        _subtask.Take(Measured(Report(1000, 75)));

        _meter.Of(Job)["operator.records.in operator=in subtask=2"].ShouldBe(5);
    }

    [Fact]
    public void Lag_is_told_of_whoever_is_not_idle()
    {
        _subtask.Take(Measured(
            Report(97_500, 70),
            new SplitMeasurement("a", 97_500, false, 12),
            new SplitMeasurement("b", 50_000, true, 0),
            new SplitMeasurement("c", Watermarks.Min, false, null)));

        var read = _meter.Of(Job);
        read["subtask.watermark operator=in subtask=2"].ShouldBe(97_500);
        read["subtask.watermark.lag operator=in subtask=2"].ShouldBe(2.5);
        read["split.watermark.lag operator=in subtask=2 split=a"].ShouldBe(2.5);
        read["split.backlog operator=in subtask=2 split=a"].ShouldBe(12);
        read["split.backlog operator=in subtask=2 split=b"].ShouldBe(0);
        read.Keys.Count(k => k.StartsWith("split.", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public void Splits_of_a_table_are_told_while_they_are_not_loaded()
    {
        _subtask.Take(Measured(Report(0, 70)) with { Table = new TableProgress(0, 0, null, HasBegun: false) });
        _meter.Of(Job).Keys.ShouldNotContain(k => k.StartsWith("subtask.table", StringComparison.Ordinal));

        _subtask.Take(Measured(Report(0, 70)) with { Table = new TableProgress(4, 3, 12, HasBegun: true) });
        _meter.Of(Job)["subtask.table.left operator=in subtask=2"].ShouldBe(1);
    }

    [Fact]
    public void End_of_the_input_has_no_lag()
    {
        _subtask.Take(Measured(Report(Watermarks.Max, 70)));

        _meter.Of(Job).Keys.ShouldNotContain(k => k.StartsWith("subtask.watermark", StringComparison.Ordinal));
    }

    [Fact]
    public void Time_of_a_subtask_is_shared_among_its_activities()
    {
        var work = new WorkTime(_clock);
        Pass(SubtaskActivity.Idle, 1);
        Measure();
        Pass(SubtaskActivity.Busy, 3);
        Pass(SubtaskActivity.Blocked, 1);
        Measure();

        var read = _meter.Of(Job);
        Of("subtask.time").ShouldBe([1, 3, 1]);
        Of("subtask.utilization").ShouldBe([0, 0.75, 0.25]);

        void Pass(SubtaskActivity activity, int seconds)
        {
            work.Switch(activity);
            _clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        void Measure() => _subtask.Take(new SubtaskMeasurement(Report(1000, 70), [0], work.Measure(), []));

        IEnumerable<double> Of(string name) =>
            new[] { "idle", "busy", "blocked" }.Select(activity => read[$"{name} operator=in subtask=2 activity={activity}"]);
    }

    [Fact]
    public void Subtask_that_has_ended_has_no_series()
    {
        _subtask.Take(Measured(Report(1000, 70)));

        _subtask.Dispose();

        _meter.Of(Job).ShouldBeEmpty();
    }

    private static SubtaskReport Report(long watermark, long records) => new(watermark, false, [new OperatorCount("in", records, 0, 0, 0, 0, 0)]);

    private static SubtaskMeasurement Measured(SubtaskReport report, params SplitMeasurement[] splits) =>
        new(report, [0], [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero], splits);
}
