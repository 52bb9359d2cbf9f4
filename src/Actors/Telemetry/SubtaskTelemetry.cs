using System.Diagnostics.Metrics;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Telemetry;

/// <summary>The series of one subtask of one attempt, as it was measured last.</summary>
/// <remarks>
/// Counts begin at 0 with each attempt, whatever the checkpoint says: what is processed again is work again, and a counter
/// that went back would be taken for a new one. The subtask sets what any thread reads.
/// </remarks>
internal sealed class SubtaskTelemetry : IDisposable
{
    private static readonly string[] Activities = ["idle", "busy", "blocked"];

    private const double MinSharedSeconds = 0.4;

    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly KeyValuePair<string, object?>[][] _tagsOfOperators;
    private readonly KeyValuePair<string, object?>[][] _tagsOfActivities;
    private readonly SubtaskReport _start;
    private readonly Action<SubtaskTelemetry> _end;
    private volatile SubtaskMeasurement? _last;
    private volatile double[] _utilization = [];
    private IReadOnlyList<TimeSpan>? _sharedFrom;

    public SubtaskTelemetry(SubtaskAddress address, SubtaskReport start, Action<SubtaskTelemetry> end)
    {
        _start = start;
        _end = end;
        _tags = Tags(address.Vertex);
        _tagsOfOperators = [.. start.Operators.Select(o => Tags(o.Name))];
        _tagsOfActivities = [.. Activities.Select(activity => With(_tags, "activity", activity))];

        KeyValuePair<string, object?>[] Tags(string name) => [new("job", address.Job), new("operator", name), new("subtask", address.Index)];
    }

    /// <summary>Takes a measurement. Called on the subtask.</summary>
    public void Take(SubtaskMeasurement measurement)
    {
        _last = measurement;
        _sharedFrom ??= measurement.Time;
        double[] past = [.. measurement.Time.Zip(_sharedFrom, (now, before) => (now - before).TotalSeconds)];
        var all = past.Sum();
        // A measurement at a barrier may come just behind another one, in the middle of work.
        if (all >= MinSharedSeconds)
        {
            _utilization = [.. past.Select(share => share / all)];
            _sharedFrom = measurement.Time;
        }
    }

    public IEnumerable<Measurement<long>> Counts(Func<OperatorCount, long> count) => _last is { } last
        ? last.Report.Operators.Select((o, i) => new Measurement<long>(count(o) - count(_start.Operators[i]), _tagsOfOperators[i]))
        : [];

    /// <summary>Of operators whose connector counts them.</summary>
    public IEnumerable<Measurement<long>> Bytes() => _last is { } last
        ? last.Bytes.Select((bytes, i) => (bytes, i)).Where(b => b.bytes > 0).Select(b => new Measurement<long>(b.bytes, _tagsOfOperators[b.i]))
        : [];

    /// <summary>By what is held: state, and records on their way.</summary>
    public IEnumerable<Measurement<long>> Memory() => _last is { Report.Memory: { Count: > 0 } memory }
        ? memory.SelectMany((held, i) => new Measurement<long>[]
        {
            new(held.StateBytes, With(_tagsOfOperators[i], "held", "state")),
            new(held.BufferedBytes, With(_tagsOfOperators[i], "held", "buffers")),
        })
        : [];

    public IEnumerable<Measurement<double>> Time() =>
        _last is { } last ? last.Time.Select((time, i) => new Measurement<double>(time.TotalSeconds, _tagsOfActivities[i])) : [];

    public IEnumerable<Measurement<double>> Utilization() =>
        _utilization.Select((share, i) => new Measurement<double>(share, _tagsOfActivities[i]));

    /// <summary>Nothing before the first watermark and at the end of the input.</summary>
    public IEnumerable<Measurement<long>> Watermark() =>
        _last?.Report is { Watermark: > Watermarks.Min and < Watermarks.Max and var watermark } ? [new Measurement<long>(watermark, _tags)] : [];

    public IEnumerable<Measurement<double>> WatermarkLag(long nowMs) =>
        _last?.Report is { IsIdle: false, Watermark: > Watermarks.Min and < Watermarks.Max and var watermark }
            ? [new Measurement<double>(Seconds(nowMs - watermark), _tags)]
            : [];

    public IEnumerable<Measurement<double>> SplitLag(long nowMs) => _last is { } last
        ? last.Splits.Where(s => s is { IsIdle: false, Watermark: > Watermarks.Min and < Watermarks.Max })
            .Select(s => new Measurement<double>(Seconds(nowMs - s.Watermark), With(_tags, "split", s.Id)))
        : [];

    public IEnumerable<Measurement<long>> Backlog() => _last is { } last
        ? last.Splits.Where(s => s.Backlog is not null).Select(s => new Measurement<long>(s.Backlog!.Value, With(_tags, "split", s.Id)))
        : [];

    public IEnumerable<Measurement<long>> TableSplitsLeft() =>
        _last?.Table is { HasBegun: true } table ? [new Measurement<long>(table.Splits - table.Loaded, _tags)] : [];

    public void Dispose() => _end(this);

    private static double Seconds(long milliseconds) => milliseconds / 1000.0;

    private static KeyValuePair<string, object?>[] With(KeyValuePair<string, object?>[] tags, string name, string value) => [.. tags, new(name, value)];
}
