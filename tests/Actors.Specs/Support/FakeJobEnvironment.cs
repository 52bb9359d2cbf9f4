using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Surroundings of the run of a job: a journal that writes at once, timers that the spec lets run out, subtasks that it plays.</summary>
internal sealed class FakeJobEnvironment : IJobEnvironment
{
    private int _attempt;

    public MovableClock Clock { get; } = new(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public TimeProvider Time => Clock;

    public JobTelemetry? Telemetry { get; set; }

    /// <summary>The timers that run.</summary>
    public Dictionary<JobTimerKind, (JobTimer Timer, TimeSpan Delay)> Timers { get; } = [];

    /// <summary>The subtasks of the attempt that was deployed last.</summary>
    public List<SubtaskId> Deployed { get; } = [];

    public List<SubtaskId> Stopped { get; } = [];

    public List<string> Announced { get; } = [];

    public bool IsStarted { get; private set; }

    public double NextJitter() => 0.5;

    public Guid NewIdentity() => Guid.NewGuid();

    /// <summary>Every event that was written.</summary>
    public List<JobJournalEvent> Journalled { get; } = [];

    public void Write(JobJournalEvent journalled, Action written)
    {
        Journalled.Add(journalled);
        written();
    }

    public void Deploy(
        SubtaskAddress address,
        SubtaskId id,
        string planId,
        ExecutionPlan plan,
        SubtaskHeritage heritage,
        SubtaskOptions options)
    {
        if (_attempt != address.Attempt)
        {
            _attempt = address.Attempt;
            Deployed.Clear();
        }

        Deployed.Add(id);
    }

    public IReadOnlyList<string> Predecessors { get; set; } = [];

    /// <summary>Calls back that the subtasks of earlier supervisors are closed; not set before the run has asked.</summary>
    public Action? PredecessorsClosed { get; private set; }

    public void AwaitPredecessors(int upToAttempt, Action closed) => PredecessorsClosed = closed;

    public void Start(int attempt) => IsStarted = true;

    public List<(SubtaskId Source, long CheckpointId)> Triggered { get; } = [];

    public List<(SubtaskId Source, SplitAssignment Assignment)> Assigned { get; } = [];

    public List<string> Notices { get; } = [];

    public IOwnedWorker CreateWorker(string name, Action<Exception> onFailure) => new PinnedWorker(name, onFailure);

    public void Post(Action action) => action();

    public void Assign(SubtaskId source, int attempt, SplitAssignment assignment) => Assigned.Add((source, assignment));

    public void Notify(string operatorName, Notice notice) => Notices.Add($"{operatorName}: {notice.Text}");

    public void Trigger(SubtaskId source, int attempt, ChannelBarrier barrier, bool stopsSource, ReadOnlyMemory<byte> enumerator) => Triggered.Add((source, barrier.CheckpointId));

    /// <summary>Where manifests go; <see langword="null"/> where savepoints have no directories.</summary>
    public string? Savepoints { get; set; }

    /// <summary>Why the next manifest cannot be stored.</summary>
    public Exception? ManifestFault { get; set; }

    public List<CheckpointManifest> Manifests { get; } = [];

    public void StoreManifest(CheckpointManifest manifest, Guid branch, Action<string?> stored, Action<Exception> failed)
    {
        if (ManifestFault is { } fault)
        {
            ManifestFault = null;
            failed(fault);
            return;
        }

        Manifests.Add(manifest);
        stored(Savepoints is null ? null : $"{manifest.Checkpoint}");
    }

    public string? DirectoryOf(string address) => Savepoints is { } root && !address.StartsWith('/') ? $"{root}/{address}" : address;

    /// <summary>What was told to be collected last: what stays, and up to which checkpoint the others go.</summary>
    public (Guid Branch, IReadOnlySet<long> Retained, long UpTo, bool WithSavepoints)? Collected { get; private set; }

    public void CollectObjects(Guid branch, IReadOnlySet<long> retained, long upTo, bool withSavepoints) => Collected = (branch, retained, upTo, withSavepoints);

    public void CompleteCheckpoint(SubtaskId subtask, int attempt, long checkpointId, ObsoleteCheckpoints obsolete)
    {
    }

    public void DeleteSnapshots(string vertex, int index, ObsoleteCheckpoints obsolete)
    {
    }

    public void Inspect(IReadOnlyList<CompletedCheckpoint> checkpoints, Action<IReadOnlyList<CheckpointCondition>> inspected) =>
        inspected([.. checkpoints.Select(c => new CheckpointCondition(c, null))]);

    public void Stop(SubtaskId subtask, int attempt) => Stopped.Add(subtask);

    public void Schedule(JobTimer timer, TimeSpan delay) => Timers[timer.Kind] = (timer, delay);

    public void Cancel(JobTimerKind kind) => Timers.Remove(kind);

    public void CancelTimers() => Timers.Clear();

    public void Announce(Notice notice) => Announced.Add(notice.Text);

    public void LogFailure(int attempt, Exception cause)
    {
    }
}
