using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>What the run of a job needs from whatever carries it: the supervisor actor, or a simulation.</summary>
/// <remarks>Subtasks are those of the attempt that was deployed last.</remarks>
internal interface IJobEnvironment
{
    TimeProvider Time { get; }

    /// <summary>Takes what happens, for monitoring; <see langword="null"/> where nobody does.</summary>
    JobTelemetry? Telemetry => null;

    /// <summary>The job does something else now.</summary>
    void Entered(JobState state)
    {
    }

    /// <summary>A random number from 0 to 1.</summary>
    double NextJitter();

    /// <summary>An identity that nothing else has.</summary>
    Guid NewIdentity();

    /// <summary>
    /// Writes an event to the journal and calls back when it is durable. Until then no other message, timer or request
    /// reaches the run.
    /// </summary>
    void Write(JobJournalEvent journalled, Action written);

    /// <summary>Creates a subtask, which answers with <see cref="SubtaskProtocol.Arrived"/>.</summary>
    void Deploy(
        SubtaskAddress address,
        SubtaskId id,
        string planId,
        ExecutionPlan plan,
        SubtaskHeritage heritage,
        SubtaskOptions options);

    /// <summary>
    /// Ends the subtasks that earlier supervisors of the job have left behind, and calls back when the last has closed
    /// its connectors; at once where there is none.
    /// </summary>
    /// <param name="upToAttempt">The last attempt the journal knows.</param>
    /// <param name="closed">Called once.</param>
    void AwaitPredecessors(int upToAttempt, Action closed);

    /// <summary>The subtasks <see cref="AwaitPredecessors"/> still waits for, as people call them.</summary>
    IReadOnlyList<string> Predecessors { get; }

    /// <summary>Begins every subtask of an attempt; all are restored and settled.</summary>
    void Start(int attempt);

    /// <summary>A thread for the blocking calls of an enumerator.</summary>
    IOwnedWorker CreateWorker(string name, Action<Exception> onFailure);

    /// <summary>Runs an action in turn with the messages that reach the run, in the order of posting. Any thread may call it.</summary>
    void Post(Action action);

    /// <summary>Hands splits to a source, in order with <see cref="Trigger"/>.</summary>
    void Assign(SubtaskId source, int attempt, SplitAssignment assignment);

    /// <summary>Tells a source how far the slowest of its group is; nothing where no source is aligned.</summary>
    void Align(SubtaskId source, int attempt, long slowest)
    {
    }

    /// <summary>Tells whoever watches the job what an operator has to say. Any thread may call it.</summary>
    void Notify(string operatorName, Notice notice);

    /// <summary>Asks a source for the barrier of a checkpoint.</summary>
    void Trigger(SubtaskId source, int attempt, ChannelBarrier barrier, bool stopsSource, ReadOnlyMemory<byte> enumerator);

    /// <summary>Tells a subtask that a checkpoint is complete.</summary>
    void CompleteCheckpoint(SubtaskId subtask, int attempt, long checkpointId, ObsoleteCheckpoints obsolete);

    /// <summary>
    /// Puts the manifest of a savepoint into its directory, where savepoints have one, and calls back: with the address, or
    /// <see langword="null"/> where there is none; or with why it could not. Other messages reach the run meanwhile.
    /// </summary>
    void StoreManifest(CheckpointManifest manifest, Guid branch, Action<string?> stored, Action<Exception> failed);

    /// <summary>The directory of a savepoint with an address; <see langword="null"/> where this process does not know it.</summary>
    string? DirectoryOf(string address);

    /// <summary>
    /// Deletes the objects of checkpoints that are not retained, up to a number; and, where that is asked for, what is left of
    /// savepoints without a manifest. That it fails is no failure of the job.
    /// </summary>
    void CollectObjects(Guid branch, IReadOnlySet<long> retained, long upTo, bool withSavepoints);

    /// <summary>Deletes snapshots of a subtask that may be no more; the living delete their own. That it fails is no failure of the job.</summary>
    void DeleteSnapshots(string vertex, int index, ObsoleteCheckpoints obsolete);

    /// <summary>Reads every snapshot of some checkpoints, and calls back with which are whole.</summary>
    void Inspect(IReadOnlyList<CompletedCheckpoint> checkpoints, Action<IReadOnlyList<CheckpointCondition>> inspected);

    /// <summary>Ends a subtask that has arrived; its termination is the answer.</summary>
    void Stop(SubtaskId subtask, int attempt);

    /// <summary>Calls <see cref="JobRun.Elapsed"/> after a delay; replaces a timer of the same kind.</summary>
    void Schedule(JobTimer timer, TimeSpan delay);

    void Cancel(JobTimerKind kind);

    void CancelTimers();

    /// <summary>Tells whoever watches the job.</summary>
    void Announce(Notice notice);

    /// <summary>Records the whole of a failure, of which the status shows the innermost message only.</summary>
    void LogFailure(int attempt, Exception cause);
}
