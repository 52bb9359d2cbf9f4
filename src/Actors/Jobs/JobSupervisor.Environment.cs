using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Queries;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>What the run of the job asks of its actor.</summary>
internal sealed partial class JobSupervisor : IJobEnvironment
{
    TimeProvider IJobEnvironment.Time => _time;

    JobTelemetry IJobEnvironment.Telemetry => _telemetry;

    void IJobEnvironment.Entered(JobState state) => _desk.Tell(new StateDesk.Entered(state));

    double IJobEnvironment.NextJitter() => _jitter.NextDouble();

    Guid IJobEnvironment.NewIdentity() => Guid.NewGuid();

    void IJobEnvironment.Write(JobJournalEvent journalled, Action written) => Persist(journalled, _ =>
    {
        written();
        _desk.Tell(new StateDesk.Completed(_run.History.Checkpoints));
        if (LastSequenceNr % EventsPerSnapshot == 0)
        {
            SaveSnapshot(_run.History);
        }
    });

    void IJobEnvironment.Deploy(
        SubtaskAddress address,
        SubtaskId id,
        string planId,
        ExecutionPlan plan,
        SubtaskHeritage heritage,
        SubtaskOptions options)
    {
        if (_deployedAttempt != address.Attempt)
        {
            _deployedAttempt = address.Attempt;
            _subtasks.Clear();
            _plan = plan;
        }

        _region.Tell(new SubtaskProtocol.Deploy(address, id, planId, plan, heritage, options, Self));
    }

    void IJobEnvironment.Start(int attempt)
    {
        var start = new SubtaskProtocol.Start(attempt, new Dictionary<SubtaskId, IActorRef>(_subtasks));
        foreach (var subtask in _subtasks.Values)
        {
            subtask.Tell(start);
        }

        _desk.Tell(new StateDesk.Serving(attempt, _plan!, start.Subtasks));
    }

    IOwnedWorker IJobEnvironment.CreateWorker(string name, Action<Exception> onFailure) => new PinnedWorker(name, onFailure);

    void IJobEnvironment.Post(Action action) => _self.Tell(new Continuation(action), ActorRefs.NoSender);

    void IJobEnvironment.Align(SubtaskId source, int attempt, long slowest) =>
        _subtasks[source].Tell(new SubtaskProtocol.Align(attempt, slowest));

    void IJobEnvironment.Assign(SubtaskId source, int attempt, SplitAssignment assignment) =>
        _subtasks[source].Tell(new SubtaskProtocol.Assign(attempt, assignment));

    void IJobEnvironment.Notify(string operatorName, Notice notice)
    {
        _log.Write(operatorName, notice);
        Publish(operatorName, notice);
    }

    void IJobEnvironment.Trigger(SubtaskId source, int attempt, ChannelBarrier barrier, bool stopsSource, ReadOnlyMemory<byte> enumerator) =>
        _subtasks[source].Tell(new SubtaskProtocol.Trigger(attempt, barrier, stopsSource, enumerator));

    string? IJobEnvironment.DirectoryOf(string address) => _storage.DirectoryOf(address);

    void IJobEnvironment.StoreManifest(CheckpointManifest manifest, Guid branch, Action<string?> stored, Action<Exception> failed)
    {
        if (!_storage.KeepsSavepointsApart)
        {
            stored(null);
            return;
        }

        Task.Run(() => _storage.Write(manifest, branch)).PipeTo(
            Self,
            success: address => new Continuation(() => stored(address)),
            failure: cause => new Continuation(() => failed(cause is AggregateException { InnerException: { } inner } ? inner : cause)));
    }

    void IJobEnvironment.CompleteCheckpoint(SubtaskId subtask, int attempt, long checkpointId, ObsoleteCheckpoints obsolete) =>
        _subtasks[subtask].Tell(new SubtaskProtocol.CompleteCheckpoint(attempt, checkpointId, obsolete));

    void IJobEnvironment.Inspect(IReadOnlyList<CompletedCheckpoint> checkpoints, Action<IReadOnlyList<CheckpointCondition>> inspected)
    {
        _inspected = inspected;
        var (job, store, storage) = (_job, SnapshotStore, _storage);
        Context.ActorOf(Props.Create(() => new CheckpointInspector(job, checkpoints, store, storage)));
    }

    void IJobEnvironment.Stop(SubtaskId subtask, int attempt) => _subtasks[subtask].Tell(new SubtaskProtocol.Stop(attempt));

    void IJobEnvironment.Schedule(JobTimer timer, TimeSpan delay) => _alarms.Set(timer, delay);

    void IJobEnvironment.Cancel(JobTimerKind kind) => _alarms.Cancel(kind);

    void IJobEnvironment.CancelTimers() => _alarms.Dispose();

    void IJobEnvironment.Announce(Notice notice)
    {
        _log.Write(_job, notice);
        Publish("", notice);
    }

    void IJobEnvironment.LogFailure(int attempt, Exception cause) =>
        _log.Write(_job, JobNotices.FailureOfAttempt.With($"Attempt {attempt} of the job {_job} failed"), cause);

    private void Publish(string source, Notice notice) =>
        _system.EventStream.Publish(new JobEvent(_time.GetUtcNow(), _job, source, notice.Text) { Id = notice.Kind.Id });
}
