using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Exchange.Transport;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>What the subtask asks of its actor.</summary>
internal sealed partial class SimulatedSubtask : ISubtaskEnvironment
{
    TimeProvider ISubtaskRuntime.Time => _world.Time;

    JobLife ISubtaskRuntime.Life => _heritage.Life;

    IWorker ISubtaskRuntime.CreateWorker(string operatorName)
    {
        var worker = new SimulatedWorker(
            _world, $"worker of {operatorName}[{Id.Index}]#{Attempt}", cause => ((ISubtaskRuntime)this).Fail(cause), TerminateWhenClosed);
        _workers.Add(worker);
        return worker;
    }

    void ISubtaskRuntime.Post(OperatorMailbox mailbox, Action action)
    {
        if (Environment.CurrentManagedThreadId != _world.Thread)
        {
            if (_world.Foreign is { } foreign)
            {
                foreign.Add(() => ((ISubtaskRuntime)this).Post(mailbox, action));
                return;
            }

            _world.Violated($"{this} was posted something by another thread. Whatever a simulated job waits for must happen in the thread of the history: use no threads, and let tasks wait by {nameof(JobSimulation)}.{nameof(JobSimulation.Time)}.");
            return;
        }

        _world.Mail.Send(this, this, "posted", () => Handle(() =>
        {
            mailbox.Add(action);
            Work();
        }));
    }

    void ISubtaskRuntime.Fail(Exception cause)
    {
        if (Environment.CurrentManagedThreadId != _world.Thread && _world.Foreign is { } foreign)
        {
            foreign.Add(() => ((ISubtaskRuntime)this).Fail(cause));
            return;
        }

        _world.Mail.Send(this, this, "failure", () => Handle(() => Fail(cause)));
    }

    void ISubtaskRuntime.Notify(string operatorName, Notice notice)
    {
        _world.Trace($"{operatorName}[{Id.Index}]#{Attempt}: {notice.Text}");
        _world.Noticed(operatorName, notice);
    }

    int ISubtaskRuntime.FormerParallelism(string operatorName) => _heritage.HighestParallelism.GetValueOrDefault(operatorName);

    void ISubtaskRuntime.RequestCheckpoint() => Tell(new SubtaskProtocol.CheckpointRequested(Id, Attempt));

    void ISubtaskRuntime.TellTime(long lowest, long awaited) => Tell(new SubtaskProtocol.TimeTold(Id, Attempt, lowest, awaited));

    void ISubtaskRuntime.TellLoaded() => Tell(new SubtaskProtocol.TableLoaded(Id, Attempt));

    void ISubtaskRuntime.TellFinished(StoredSplit split) => Tell(new SubtaskProtocol.SplitFinished(Id, Attempt, split));

    ExchangeTransport ISubtaskEnvironment.Transport => _world.Options.SerializesBatches ? ExchangeTransport.LoopBack : ExchangeTransport.Local;

    void IChannelTransport.Transmit(int channel, long sequence, ChannelElement element)
    {
        var (_, peer, number) = _layout.Outputs[channel];
        var receiver = _peers[peer];
        if (!_world.Faults.Happens(SimulatedFaults.LostMessage))
        {
            _world.Mail.Send(this, receiver, element, () => receiver.Deliver(number, sequence, element));
        }
    }

    void IChannelTransport.Grant(int channel, Credit credit)
    {
        var (_, peer, number) = _layout.Inputs[channel];
        var sender = _peers[peer];
        _world.Mail.Send(this, sender, "grant", () => sender.Grant(number, credit));
    }

    /// <summary>As in production: written beside the subtask, then saved, then acknowledged, each a step of its own.</summary>
    void ISubtaskEnvironment.Save(SubtaskFreeze freeze, SubtaskReport report)
    {
        var header = new SnapshotHeader(_graph.Name, _vertex.Name, Id.Index, _vertex.Parallelism, _graph.MaxParallelism, freeze.CheckpointId);
        var writing = new SimulatedEndpoint($"snapshot {freeze.CheckpointId} of {this}");
        _world.Mail.Send(writing, this, "snapshot written", () => Handle(() =>
        {
            using var memory = new MemoryStream();
            var parts = SubtaskSnapshot.WriteTo(memory, header, freeze);
            var bytes = memory.ToArray();
            freeze.Release();
            _saving.Begin(
                freeze.CheckpointId,
                new StoredSnapshot(bytes.Length, 0, parts),
                report,
                () => _world.Mail.Send(this, _world.Snapshots, "save", () => Save(freeze.CheckpointId, bytes)));
        }));
    }

    void ISubtaskEnvironment.InputOpened() => Tell(new SubtaskProtocol.Opened(Id, Attempt));

    void ISubtaskEnvironment.InputEnded() => Tell(new SubtaskProtocol.Ended(Id, Attempt));

    void ISubtaskEnvironment.WakeAfter(TimeSpan delay) => WakeAt = _world.Time.GetUtcNow() + delay;

    private void Deliver(int channel, long sequence, ChannelElement element) => Handle(() =>
    {
        _subtask!.Deliver(channel, sequence, element);
        Work();
    });

    private void Grant(int channel, Credit credit) => Handle(() =>
    {
        _subtask!.Grant(channel, credit);
        Work();
    });

    private void Save(long checkpointId, byte[] bytes)
    {
        if (_world.Faults.Happens(SimulatedFaults.SaveFailure))
        {
            var cause = new SimulatedFaultException("The snapshot cannot be saved.");
            Answer("not saved", () => _saving.Failed(checkpointId, cause));
            return;
        }

        _world.Store.Save(_address.PersistenceId, checkpointId, Attempt, bytes);
        Answer("saved", () => _saving.Saved(checkpointId));
    }

    private void Load(FormerSubtask former) => _world.Mail.Send(this, _world.Snapshots, "load", () =>
    {
        if (_world.Faults.Happens(SimulatedFaults.LoadFailure))
        {
            Answer("not loaded", static () => throw new SimulatedFaultException("The snapshot cannot be loaded."));
            return;
        }

        var bytes = _world.Store.Load(SubtaskAddress.PersistenceIdOf(_address.Job, former.Vertex, former.Index), _address.CheckpointId);
        Answer("loaded", () =>
        {
            _gathering!.Add(former, _address.CheckpointId, bytes is null ? null : new MemoryContent(bytes));
            OpenWhenGathered();
        });
    });

    private void Answer(string what, Action action) => _world.Mail.Send(_world.Snapshots, this, what, () => Handle(action));
}
