using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Surroundings of the run of a job: a journal that writes at once, timers that the spec lets run out, subtasks that it plays.</summary>
internal sealed class FakeJobEnvironment : IJobEnvironment
{
    public MovableClock Clock { get; } = new(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public TimeProvider Time => Clock;

    /// <summary>The timers that run.</summary>
    public Dictionary<JobTimerKind, (JobTimer Timer, TimeSpan Delay)> Timers { get; } = [];

    /// <summary>The subtasks of the attempt that was deployed last.</summary>
    public List<SubtaskId> Deployed { get; } = [];

    public List<SubtaskId> Stopped { get; } = [];

    public List<string> Announced { get; } = [];

    public bool IsStarted { get; private set; }

    public double NextJitter() => 0.5;

    public void Write(JobJournalEvent journalled, Action written) => written();

    public void Deploy(
        SubtaskAddress address,
        SubtaskId id,
        string fingerprint,
        int oldParallelism,
        IReadOnlyDictionary<string, int> highestParallelism,
        SubtaskOptions options) => Deployed.Add(id);

    public void Start(int attempt) => IsStarted = true;

    public List<(SubtaskId Source, long CheckpointId)> Triggered { get; } = [];

    public void Trigger(SubtaskId source, int attempt, long checkpointId, bool stopsSource) => Triggered.Add((source, checkpointId));

    public void CompleteCheckpoint(SubtaskId subtask, int attempt, long checkpointId, ObsoleteCheckpoints obsolete)
    {
    }

    public void DeleteSnapshots(string vertex, int index, ObsoleteCheckpoints obsolete)
    {
    }

    public void Stop(SubtaskId subtask, int attempt) => Stopped.Add(subtask);

    public void Schedule(JobTimer timer, TimeSpan delay) => Timers[timer.Kind] = (timer, delay);

    public void Cancel(JobTimerKind kind) => Timers.Remove(kind);

    public void CancelTimers() => Timers.Clear();

    public void Announce(string message) => Announced.Add(message);

    public void LogFailure(int attempt, Exception cause)
    {
    }
}
