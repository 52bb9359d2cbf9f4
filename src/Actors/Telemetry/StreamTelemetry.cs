using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Akka.Actor;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Memory;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Telemetry;

/// <summary>The meter and the activity source of one actor system. <c>docs/telemetry.md</c> lists the names.</summary>
/// <remarks>
/// Every instrument is observable and asks who is registered, so a series ends with its job or subtask, and a record costs
/// nothing: what is counted is counted anyway. Each system has a meter of its own, so that systems of one process do not mix;
/// its scope is the system.
/// </remarks>
internal sealed class StreamTelemetry : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "AkkaStreamProc";

    private static readonly string? Version = typeof(StreamTelemetry).Assembly.GetName().Version?.ToString(3);

    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly List<Instrument> _ofSubtasks = [];
    private readonly ConcurrentDictionary<SubtaskTelemetry, bool> _subtasks = [];
    private readonly ConcurrentDictionary<JobTelemetry, bool> _jobs = [];

    /// <param name="system">The name of the actor system.</param>
    /// <param name="scope">What tells its meter from others in the process.</param>
    /// <param name="memory">Looks at the memory of the process.</param>
    /// <param name="time">The clock.</param>
    public StreamTelemetry(string system, object scope, IMemoryProbe memory, TimeProvider time)
    {
        _time = time;
        KeyValuePair<string, object?>[] tags = [new("actor_system", system)];
        _meter = new Meter(new MeterOptions(Name) { Version = Version, Tags = tags, Scope = scope });
        Activities = new ActivitySource(Name, Version, tags);
        Functions = new FunctionInstruments(_meter);
        AddOfOperators();
        AddOfSubtasks();
        AddOfJobs();
        AddOfProcess(memory);
    }

    public ActivitySource Activities { get; }

    /// <summary>The metrics of functions.</summary>
    public FunctionInstruments Functions { get; }

    /// <summary>Whether anybody listens to the numbers of subtasks.</summary>
    public bool IsListenedTo => _ofSubtasks.Exists(instrument => instrument.Enabled);

    /// <summary>A subtask begins; its series end when what is returned is disposed.</summary>
    /// <param name="address">The subtask.</param>
    /// <param name="start">What it has counted in earlier attempts.</param>
    public SubtaskTelemetry Begin(SubtaskAddress address, SubtaskReport start)
    {
        var subtask = new SubtaskTelemetry(address, start, ended => _subtasks.TryRemove(ended, out _));
        _subtasks[subtask] = true;
        return subtask;
    }

    /// <summary>A supervisor begins; the series of its job begin with a submission and end with the job.</summary>
    public JobTelemetry Begin(string job) => new(
        job,
        Activities,
        _time,
        (telemetry, isActive) => _ = isActive ? _jobs.TryAdd(telemetry, true) : _jobs.TryRemove(telemetry, out _));

    public void Dispose()
    {
        _meter.Dispose();
        Activities.Dispose();
    }

    private void AddOfOperators()
    {
        AddCounter("operator.records.in", "{record}", "Records taken; of a source, records read, bad ones included.", static o => o.In);
        AddCounter("operator.records.out", "{record}", "Records emitted; of a sink, records written.", static o => o.Out);
        AddCounter("operator.records.late", "{record}", "Records that came after their window had closed for good.", static o => o.Late);
        AddCounter("operator.records.bad", "{record}", "Records that could not be decoded.", static o => o.Bad);
        AddCounter("operator.records.skipped", "{record}", "Records left out because they could not be processed or written.", static o => o.Skipped);
        AddCounter("operator.records.diverted", "{record}", "Records diverted because they could not be processed or written.", static o => o.Diverted);
        _ofSubtasks.Add(_meter.CreateObservableGauge(
            Full("operator.memory"), () => _subtasks.Keys.SelectMany(s => s.Memory()), "By", "What an operator holds in memory, about: its state, and records on their way."));
        _ofSubtasks.Add(_meter.CreateObservableCounter(
            Full("operator.io"), () => _subtasks.Keys.SelectMany(s => s.Bytes()), "By", "Bytes that a source has read, or a sink has written, as its connector counts them."));
    }

    private void AddOfSubtasks()
    {
        _ofSubtasks.Add(_meter.CreateObservableCounter(
            Full("subtask.time"), () => _subtasks.Keys.SelectMany(s => s.Time()), "s", "Time of a subtask: busy, idle, or blocked by what follows."));
        _ofSubtasks.Add(_meter.CreateObservableGauge(
            Full("subtask.utilization"), () => _subtasks.Keys.SelectMany(s => s.Utilization()), "1", "Share of the last half second that a subtask was busy, idle, or blocked."));
        _ofSubtasks.Add(_meter.CreateObservableGauge(
            Full("subtask.watermark"), () => _subtasks.Keys.SelectMany(s => s.Watermark()), "ms", "Event time of a subtask, in milliseconds since the Unix epoch."));
        _ofSubtasks.Add(_meter.CreateObservableGauge(
            Full("subtask.watermark.lag"), () => _subtasks.Keys.SelectMany(s => s.WatermarkLag(NowMs)), "s", "How far the event time of a subtask that is not idle is behind the clock."));
        _ofSubtasks.Add(_meter.CreateObservableGauge(
            Full("split.watermark.lag"), () => _subtasks.Keys.SelectMany(s => s.SplitLag(NowMs)), "s", "How far the event time of a split that is not idle is behind the clock."));
        _ofSubtasks.Add(_meter.CreateObservableGauge(
            Full("split.backlog"), () => _subtasks.Keys.SelectMany(s => s.Backlog()), "{position}", "What is known to lie behind the position of a split: records of a Kafka partition, bytes of a file."));
        _ofSubtasks.Add(_meter.CreateObservableGauge(
            Full("subtask.table.left"), () => _subtasks.Keys.SelectMany(s => s.TableSplitsLeft()), "{split}", "Splits of a table that have not been loaded, of a source that others wait for."));
    }

    private void AddOfJobs()
    {
        _meter.CreateObservableUpDownCounter(
            Full("job.state"), () => _jobs.Keys.SelectMany(j => j.States()), "{job}", "1 for the state that a job is in, 0 for the others.");
        _meter.CreateObservableCounter(
            Full("job.restarts"), () => _jobs.Keys.SelectMany(j => j.Counts(n => n.Restarts)), "{attempt}", "Attempts that followed one that failed, since the submission.");
        _meter.CreateObservableCounter(
            Full("checkpoint.completed"), () => _jobs.Keys.SelectMany(j => j.Counts(n => n.Completed)), "{checkpoint}", "Checkpoints that were completed, since the submission.");
        _meter.CreateObservableCounter(
            Full("checkpoint.failed"), () => _jobs.Keys.SelectMany(j => j.Counts(n => n.Failed)), "{checkpoint}", "Checkpoints that were aborted, or ended with their attempt, since the submission.");
        AddOfLastCheckpoint("checkpoint.duration", "s", "From the trigger of the last completed checkpoint to its completion.", static (last, _) => last.Duration.TotalSeconds);
        AddOfLastCheckpoint("checkpoint.size", "By", "Size of the snapshots of the last completed checkpoint together.", static (last, _) => last.Bytes);
        AddOfLastCheckpoint("checkpoint.age", "s", "Time since the last checkpoint was complete: what a failure would process again.", static (last, now) => (now - last.CompletedAt).TotalSeconds);
    }

    private void AddOfProcess(IMemoryProbe memory)
    {
        _meter.CreateObservableGauge(Full("process.memory.live"), () => memory.Read().Live, "By", "What the last full collection left on the managed heap.");
        _meter.CreateObservableGauge(Full("process.memory.limit"), () => memory.Read().HeapLimit, "By", "What the managed heap may have: the hard limit of the collector, else the memory of the container or the machine.");
    }

    private void AddCounter(string name, string unit, string description, Func<OperatorCount, long> count) =>
        _ofSubtasks.Add(_meter.CreateObservableCounter(Full(name), () => _subtasks.Keys.SelectMany(s => s.Counts(count)), unit, description));

    private void AddOfLastCheckpoint(string name, string unit, string description, Func<CheckpointStatus, DateTimeOffset, double> value) =>
        _meter.CreateObservableGauge(Full(name), () => _jobs.Keys.SelectMany(j => j.OfLastCheckpoint(last => value(last, _time.GetUtcNow()))), unit, description);

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Full(string name) => "akkastreamproc." + name;
}
