using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Telemetry;

/// <summary>The metrics of functions as instruments: one for each name, whatever jobs, operators, subtasks and attempts have it.</summary>
/// <remarks>
/// Counters and gauges are observable, so that a series ends with its subtask. A histogram cannot be, and the series of a job that
/// has ended stays as long as the process. Unit and description are those of the first who has the name.
/// </remarks>
internal sealed class FunctionInstruments(Meter meter)
{
    // Lazy, for subtasks begin at one time, and what makes an entry makes an instrument.
    private readonly ConcurrentDictionary<string, Lazy<Entry>> _entries = [];

    /// <summary>A metric begins; its series ends when what is returned is disposed.</summary>
    /// <param name="address">The subtask.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="isShown">False where another function has the name for a metric of another kind, so that this one is not shown.</param>
    public IDisposable Begin(SubtaskAddress address, FunctionMetric metric, out bool isShown)
    {
        KeyValuePair<string, object?>[] tags = [new("job", address.Job), new("operator", metric.Identity.Operator), new("subtask", address.Index)];
        var entry = _entries.GetOrAdd(metric.Name, static (_, made) => new Lazy<Entry>(() => new Entry(made.Metric, made.Meter)), (Metric: metric, Meter: meter)).Value;
        isShown = entry.Kind == metric.GetType();
        if (isShown)
        {
            entry.Begin(metric, tags);
        }

        return new Series(entry, metric);
    }

    private sealed class Entry
    {
        private readonly ConcurrentDictionary<FunctionMetric, KeyValuePair<string, object?>[]> _series = [];
        private readonly Histogram<double>? _histogram;

        public Entry(FunctionMetric first, Meter meter)
        {
            Kind = first.GetType();
            var (name, unit, description, _) = first.Identity;
            switch (first)
            {
                case FunctionCounter:
                    meter.CreateObservableCounter(name, () => _series.Select(s => new Measurement<long>(((FunctionCounter)s.Key).Value, s.Value)), unit, description);
                    break;
                case FunctionGauge:
                    meter.CreateObservableGauge(
                        name,
                        () => _series.Where(s => !double.IsNaN(((FunctionGauge)s.Key).Value)).Select(s => new Measurement<double>(((FunctionGauge)s.Key).Value, s.Value)),
                        unit,
                        description);
                    break;
                default:
                    _histogram = meter.CreateHistogram<double>(name, unit, description);
                    break;
            }
        }

        public Type Kind { get; }

        public void Begin(FunctionMetric metric, KeyValuePair<string, object?>[] tags)
        {
            _series[metric] = tags;
            if (metric is FunctionHistogram histogram)
            {
                histogram.Recorder = value => _histogram!.Record(value, tags);
            }
        }

        public void End(FunctionMetric metric)
        {
            _series.TryRemove(metric, out _);
            if (metric is FunctionHistogram histogram)
            {
                histogram.Recorder = null;
            }
        }
    }

    private sealed class Series(Entry entry, FunctionMetric metric) : IDisposable
    {
        public void Dispose() => entry.End(metric);
    }
}
