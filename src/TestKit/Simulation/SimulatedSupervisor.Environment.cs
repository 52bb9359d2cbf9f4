using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>What the run of the job asks of its actor.</summary>
internal sealed partial class SimulatedSupervisor : IJobEnvironment
{
    TimeProvider IJobEnvironment.Time => _world.Time;

    double IJobEnvironment.NextJitter() => _world.Random.NextDouble();

    Guid IJobEnvironment.NewIdentity() => _world.NextIdentity();

    void IJobEnvironment.Write(JobJournalEvent journalled, Action written)
    {
        _writes.Enqueue((journalled, written));
        if (_writes.Count == 1)
        {
            BeginWrite();
        }
    }

    void IJobEnvironment.Deploy(
        SubtaskAddress address,
        SubtaskId id,
        string planId,
        ExecutionPlan plan,
        SubtaskHeritage heritage,
        SubtaskOptions options)
    {
        if (!_subtasks.TryGetValue(id, out var subtask) || subtask.Attempt != address.Attempt || subtask.IsGone)
        {
            subtask = new SimulatedSubtask(_world, this, address, id, planId, plan, heritage, options);
            _subtasks[id] = subtask;
            _alive.Add(subtask);
        }

        Tell(subtask, "deploy", subtask.Deploy);
    }

    void IJobEnvironment.Start(int attempt)
    {
        var peers = _subtasks.Where(s => s.Value.Attempt == attempt).ToDictionary();
        foreach (var subtask in peers.Values)
        {
            Tell(subtask, "start", () => subtask.Start(peers));
        }
    }

    IReadOnlyList<string> IJobEnvironment.Predecessors => [.. _predecessors.Select(s => s.ToString())];

    /// <summary>A zombie is one that nobody can reach; the others are told to stop, and waited for.</summary>
    void IJobEnvironment.AwaitPredecessors(int upToAttempt, Action closed)
    {
        _predecessors.AddRange(_world.Living.Where(s => !s.IsOrphan && s.Attempt <= upToAttempt));
        foreach (var left in _predecessors)
        {
            Tell(left, "stop", left.Stop);
        }

        _predecessorsClosed = closed;
        TellWhenPredecessorsClosed();
    }

    IOwnedWorker IJobEnvironment.CreateWorker(string name, Action<Exception> onFailure)
    {
        var worker = new SimulatedWorker(_world, name, onFailure, static () => { });
        _workers.Add(worker);
        return worker;
    }

    void IJobEnvironment.Post(Action action) => _world.Mail.Send(this, this, "posted", () => Receive(action));

    void IJobEnvironment.Align(SubtaskId source, int attempt, long slowest)
    {
        var subtask = _subtasks[source];
        Tell(subtask, "align", () => subtask.Align(slowest));
    }

    void IJobEnvironment.Assign(SubtaskId source, int attempt, SplitAssignment assignment)
    {
        var subtask = _subtasks[source];
        Tell(subtask, "assign", () => subtask.Assign(assignment));
    }

    void IJobEnvironment.Notify(string operatorName, Notice notice)
    {
        _world.Trace($"{operatorName}: {notice.Text}");
        _world.Noticed(operatorName, notice);
    }

    void IJobEnvironment.Trigger(SubtaskId source, int attempt, ChannelBarrier barrier, bool stopsSource, ReadOnlyMemory<byte> enumerator)
    {
        HighestTriggered = Math.Max(HighestTriggered, barrier.CheckpointId);
        var subtask = _subtasks[source];
        Tell(subtask, $"trigger {barrier.CheckpointId}", () => subtask.Trigger(barrier, stopsSource, enumerator));
    }

    /// <summary>As in production: stored beside the supervisor, which learns of it by a message.</summary>
    void IJobEnvironment.StoreManifest(CheckpointManifest manifest, Guid branch, Action<string?> stored, Action<Exception> failed) =>
        _world.Mail.Send(this, _world.Snapshots, "manifest", () =>
        {
            var fails = _world.Faults.Happens(SimulatedFaults.SaveFailure);
            _world.Mail.Send(_world.Snapshots, this, fails ? "manifest not stored" : "manifest stored", () => Receive(() =>
            {
                if (fails)
                {
                    failed(new SimulatedFaultException("The manifest cannot be stored."));
                }
                else
                {
                    stored(null);
                }
            }));
        });

    string? IJobEnvironment.DirectoryOf(string address) => null;

    void IJobEnvironment.CollectObjects(Guid branch, IReadOnlySet<long> retained, long upTo, bool withSavepoints)
    {
    }

    void IJobEnvironment.CompleteCheckpoint(SubtaskId id, int attempt, long checkpointId, ObsoleteCheckpoints obsolete)
    {
        var subtask = _subtasks[id];
        Tell(subtask, $"complete {checkpointId}", () => subtask.CompleteCheckpoint(checkpointId, obsolete));
    }

    void IJobEnvironment.DeleteSnapshots(string vertex, int index, ObsoleteCheckpoints obsolete) =>
        _world.Store.Delete(SubtaskAddress.PersistenceIdOf(_job, vertex, index), obsolete);

    void IJobEnvironment.Inspect(IReadOnlyList<CompletedCheckpoint> checkpoints, Action<IReadOnlyList<CheckpointCondition>> inspected) =>
        _world.Mail.Send(_world.Snapshots, this, "inspected", () => Receive(() => inspected([.. checkpoints.Select(c => new CheckpointCondition(c, null))])));

    void IJobEnvironment.Stop(SubtaskId id, int attempt)
    {
        var subtask = _subtasks[id];
        Tell(subtask, "stop", subtask.Stop);
    }

    void IJobEnvironment.Schedule(JobTimer timer, TimeSpan delay) => _timers[timer.Kind] = (timer, _world.Time.GetUtcNow() + delay);

    void IJobEnvironment.Cancel(JobTimerKind kind) => _timers.Remove(kind);

    void IJobEnvironment.CancelTimers() => _timers.Clear();

    void IJobEnvironment.Announce(Notice notice)
    {
        _world.Trace($"supervisor: {notice.Text}");
        _world.Noticed("", notice);
    }

    void IJobEnvironment.LogFailure(int attempt, Exception cause)
    {
        _world.Trace($"attempt {attempt} failed: {cause.Message}");
        if (_world.FailsWithAttempt)
        {
            _world.Fail(cause);
        }
    }

    private void Tell(SimulatedSubtask subtask, object what, Action deliver) => _world.Mail.Send(this, subtask, what, deliver);

    private void BeginWrite()
    {
        var journalled = _writes.Peek().Event;
        var sequenceNr = ++_sequenceNr;
        _world.Mail.Send(this, _world.Journal, journalled, () =>
        {
            var fails = _world.Faults.Happens(SimulatedFaults.JournalFailure);
            if (!fails || _world.Random.Next(2) == 0)
            {
                fails |= !_world.Store.TryAppend(sequenceNr, journalled);
            }

            _world.Mail.Send(_world.Journal, this, fails ? "not written" : "written", fails ? OnWriteFailed : OnWritten);
        });
    }

    private void OnWritten()
    {
        if (IsGone)
        {
            return;
        }

        _writes.Peek().Written();
        _writes.Dequeue();
        if (_writes.Count > 0)
        {
            BeginWrite();
        }

        while (_writes.Count == 0 && _stash.TryDequeue(out var action))
        {
            action();
        }
    }

    /// <summary>The actor stops after a failed write.</summary>
    private void OnWriteFailed()
    {
        if (!IsGone)
        {
            _run.JournalFailed(new SimulatedFaultException("The journal cannot be written."));
            Die();
        }
    }
}
