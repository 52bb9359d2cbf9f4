using System.Diagnostics.Metrics;
using AkkaStreamProc.Actors.Telemetry;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Listens to the meter of one actor system, as a collector does.</summary>
internal sealed class MeterReading : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MeterListener _listener = new();
    private readonly List<Series> _read = [];
    private readonly List<Series> _recorded = [];

    public MeterReading(object scope)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == StreamTelemetry.Name && ReferenceEquals(instrument.Meter.Scope, scope))
            {
                Instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _read.Add(new Series(instrument.Name, Text(tags), value)));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (instrument is Histogram<double>)
            {
                lock (_recorded)
                {
                    _recorded.Add(new Series(instrument.Name, Text(tags), value));
                }
            }
            else
            {
                _read.Add(new Series(instrument.Name, Text(tags), value));
            }
        });
        _listener.Start();
    }

    public List<Instrument> Instruments { get; } = [];

    /// <summary>All series of a job, by the name of the instrument without its prefix and the other tags.</summary>
    public IReadOnlyDictionary<string, double> Of(string job)
    {
        lock (_gate)
        {
            _read.Clear();
            _listener.RecordObservableInstruments();
            return _read.Where(s => s.Tags.StartsWith($"job={job}", StringComparison.Ordinal))
                .ToDictionary(s => $"{(s.Name.StartsWith("akkastreamproc.", StringComparison.Ordinal) ? s.Name["akkastreamproc.".Length..] : s.Name)} {s.Tags[$"job={job}".Length..].Trim()}".Trim(), s => s.Value);
        }
    }

    /// <summary>What was recorded in a histogram for a job.</summary>
    public IReadOnlyList<double> Recorded(string name, string job)
    {
        lock (_recorded)
        {
            return [.. _recorded.Where(s => s.Name == name && s.Tags.StartsWith($"job={job} ", StringComparison.Ordinal)).Select(s => s.Value)];
        }
    }

    public void Dispose() => _listener.Dispose();

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = "";
        foreach (var (name, value) in tags)
        {
            text += $"{name}={value} ";
        }

        return text.Trim();
    }

    private sealed record Series(string Name, string Tags, double Value);
}
