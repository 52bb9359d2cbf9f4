using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>A subtask whose actor is played by the simulation: what it sends goes to the simulated mail.</summary>
internal sealed class SimulatedSubtask : ISubtaskEnvironment, IWorker, IDisposable
{
    private readonly SimulatedAttempt _attempt;
    private readonly ChannelLayout _layout;
    private readonly int _number;
    private readonly Vertex _vertex;
    private bool _isScheduled;
    private bool _isGone;

    public SimulatedSubtask(SimulatedAttempt attempt, JobGraph graph, SubtaskId id, int number, SubtaskOptions options)
    {
        _attempt = attempt;
        _number = number;
        _vertex = graph.Vertices[id.Vertex];
        Id = id;
        _layout = new ChannelLayout(graph, _vertex, id.Index);
        Subtask = new Subtask(graph, _vertex, id.Index, this, options);
    }

    public SubtaskId Id { get; }

    public Subtask Subtask { get; }

    /// <summary>When it wants to be woken, in ticks of the simulated clock.</summary>
    public DateTimeOffset? WakeAt { get; private set; }

    public TimeProvider Time => _attempt.Time;

    public bool IsSource => _vertex.IsSource;

    /// <summary>Does something on the subtask and lets it work a little, as its actor would.</summary>
    public void Handle(Action action)
    {
        if (_isGone)
        {
            return;
        }

        action();
        if (!_isScheduled && Subtask.Run(turns: 1))
        {
            _isScheduled = true;
            _attempt.Mail.Send(_number, _number, () => Handle(() => _isScheduled = false));
        }
    }

    public void Wake()
    {
        WakeAt = null;
        Handle(static () => { });
    }

    public void Dispose()
    {
        _isGone = true;
        Subtask.Dispose();
    }

    void ISubtaskRuntime.Post(Action action) => _attempt.Mail.Send(_number, _number, () => Handle(action));

    IWorker ISubtaskRuntime.CreateWorker(string operatorName) => this;

    void IWorker.Post(Action action) => action();

    void ISubtaskRuntime.Fail(Exception cause) => throw new InvalidOperationException($"The subtask {_vertex.Name}[{Id.Index}] failed: {cause.Message}", cause);

    void ISubtaskRuntime.Notify(string operatorName, string message)
    {
    }

    int ISubtaskRuntime.FormerParallelism(string operatorName) => _attempt.FormerParallelism(operatorName);

    void ISubtaskRuntime.RequestCheckpoint() => _attempt.RequestCheckpoint(Id);

    void ISubtaskEnvironment.Transmit(int channel, long sequence, ChannelElement element)
    {
        var (_, peer, number) = _layout.Outputs[channel];
        var receiver = _attempt.NumberOf(peer);
        _attempt.Mail.Send(_number, receiver, () => _attempt.Deliver(receiver, s => s.Deliver(number, sequence, element)));
    }

    void ISubtaskEnvironment.Grant(int channel, int records)
    {
        var (_, peer, number) = _layout.Inputs[channel];
        var sender = _attempt.NumberOf(peer);
        _attempt.Mail.Send(_number, sender, () => _attempt.Deliver(sender, s => s.Grant(number, records)));
    }

    void ISubtaskEnvironment.Save(SubtaskFreeze freeze, SubtaskReport report) =>
        _attempt.Save(this, new SnapshotHeader(_attempt.Job, _vertex.Name, Id.Index, _vertex.Parallelism, _attempt.MaxParallelism, freeze.CheckpointId), freeze, report);

    void ISubtaskEnvironment.InputOpened() => _attempt.OnOpened(Id);

    void ISubtaskEnvironment.InputEnded() => _attempt.OnEnded(Id);

    void ISubtaskEnvironment.WakeAfter(TimeSpan delay) => WakeAt = Time.GetUtcNow() + delay;
}
