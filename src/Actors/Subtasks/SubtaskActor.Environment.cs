using Akka.Actor;
using Akka.Event;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Exchange.Transport;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Sources;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>What the subtask asks of its actor.</summary>
internal sealed partial class SubtaskActor : ISubtaskEnvironment
{
    // How long a subtask sleeps at the most: the wall clock may be set forward meanwhile, and the alarm does not follow it.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    TimeProvider ISubtaskRuntime.Time => _node.Time;

    JobLife ISubtaskRuntime.Life => _deploy!.Heritage.Life;

    IWorker ISubtaskRuntime.CreateWorker(string operatorName) => _workers.Create(operatorName);

    void ISubtaskRuntime.Post(OperatorMailbox mailbox, Action action) => _self.Tell(new Posted(mailbox, action));

    void ISubtaskRuntime.Fail(Exception cause) => _self.Tell(new FailureReported(cause));

    void ISubtaskRuntime.Notify(string operatorName, Notice notice) => Notify(operatorName, notice);

    private void Notify(string operatorName, Notice notice)
    {
        _log.Write(operatorName, notice);
        _system.EventStream.Publish(new JobEvent(_node.Time.GetUtcNow(), _address.Job, $"{operatorName}[{_address.Index}]", notice.Text) { Id = notice.Kind.Id });
    }

    int ISubtaskRuntime.FormerParallelism(string operatorName) => _deploy!.Heritage.HighestParallelism.GetValueOrDefault(operatorName);

    void ISubtaskRuntime.RequestCheckpoint() =>
        _deploy!.Supervisor.Tell(new SubtaskProtocol.CheckpointRequested(_deploy.Id, _address.Attempt), _self);

    void ISubtaskRuntime.TellTime(long lowest, long awaited) => Tell(new SubtaskProtocol.TimeTold(_deploy!.Id, _address.Attempt, lowest, awaited));

    void ISubtaskRuntime.TellLoaded() => Tell(new SubtaskProtocol.TableLoaded(_deploy!.Id, _address.Attempt));

    void ISubtaskRuntime.TellFinished(StoredSplit split) => Tell(new SubtaskProtocol.SplitFinished(_deploy!.Id, _address.Attempt, split));

    void ISubtaskRuntime.Begin(FunctionMetric metric)
    {
        _metrics.Add(_node.Telemetry.Functions.Begin(_address, metric, out var isShown));
        if (!isShown)
        {
            Notify(metric.Identity.Operator, JobNotices.MetricNotShown.With(
                $"The metric '{metric.Name}' is not shown, because another function of this process has the name for one of another kind. Give each kind a name of its own."));
        }
    }

    bool ISubtaskRuntime.IsLogged(LogLevel level) => _log.IsEnabled(NoticeLog.LevelOf(level));

    void ISubtaskRuntime.Log(string operatorName, LogLevel level, EventId id, string text, Exception? cause) =>
        _log.Write($"{operatorName}[{_address.Index}]", level, id, text, cause);

    ExchangeTransport ISubtaskEnvironment.Transport => _node.Transport;

    void IChannelTransport.Transmit(int channel, long sequence, ChannelElement element)
    {
        var (actor, number) = _outputs[channel];
        actor.Tell(new SubtaskProtocol.Deliver(_address.Attempt, number, sequence, element), Self);
    }

    void IChannelTransport.Grant(int channel, Credit credit)
    {
        var (actor, number) = _inputs[channel];
        actor.Tell(new SubtaskProtocol.Grant(_address.Attempt, number, credit), Self);
    }

    void ISubtaskEnvironment.InputOpened() => Tell(new SubtaskProtocol.Opened(_deploy!.Id, _address.Attempt));

    void ISubtaskEnvironment.InputEnded()
    {
        Measure();
        Tell(new SubtaskProtocol.Ended(_deploy!.Id, _address.Attempt));
    }

    void ISubtaskEnvironment.WakeAfter(TimeSpan delay) => _alarm.Set(delay < LongestSleep ? delay : LongestSleep);

    /// <summary>Writes the snapshot on the thread pool; everything after that comes back as a message.</summary>
    void ISubtaskEnvironment.Save(SubtaskFreeze freeze, SubtaskReport report)
    {
        Measure();
        var header = new SnapshotHeader(
            _address.Job, _address.Vertex, _address.Index, _vertex!.Parallelism, _deploy!.Plan.MaxParallelism, freeze.CheckpointId);
        Task.Run(() => Write(header, freeze)).PipeTo(
            Self,
            success: written => new SnapshotWritten(freeze, report, written.Snapshot, written.Stored),
            failure: cause => IsStorageFailure(cause) ? new SnapshotNotWritten(freeze, cause) : new FailureReported(cause));
    }
}
