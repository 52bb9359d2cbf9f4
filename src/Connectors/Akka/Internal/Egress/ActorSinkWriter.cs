using Akka.Actor;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Akka.Internal.Egress;

/// <summary>The subtask's side of an actor sink.</summary>
internal sealed class ActorSinkWriter<T> : ISinkWriter<T>
{
    private readonly string _name;
    private readonly IActorRef _target;
    private readonly ActorSinkOptions _options;
    private readonly ISubtaskContext _context;
    private readonly IActorRef _egress;
    private readonly ActorSystem _system;
    private readonly EgressWindow<T> _window;
    private readonly Queue<(long Sequence, Action<ReadOnlyMemory<byte>> Prepared)> _preparing = new();
    private readonly ITimer _timeout;

    public ActorSinkWriter(ActorSystem system, string name, IActorRef target, ActorSinkOptions options, ISubtaskContext context)
    {
        _system = system;
        _name = name;
        _target = target;
        _options = options;
        _context = context;
        _window = new EgressWindow<T>(options.MaxBatch, options.MaxInFlight);
        Action<long> onAcknowledged = sequence => context.Post(() => OnAcknowledged(sequence));
        Action<string, Exception?> onFailure = Fail;
        _egress = system.ActorOf(Props.Create(() => new EgressActor(target, onAcknowledged, onFailure)));
        _timeout = context.Time.CreateTimer(
            _ => Fail($"has answered nothing for {options.AcknowledgeTimeout}. See what it is doing, or allow it a longer {nameof(ActorSinkOptions.AcknowledgeTimeout)}.", null),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored) => restored();

    public bool IsReady => _window.IsOpen;

    public void Write(RecordBatch<T> batch)
    {
        var wasAwaiting = _window.IsAwaiting;
        _window.Add(batch);
        batch.Return();
        Send();
        if (!wasAwaiting)
        {
            Await();
        }
    }

    public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared)
    {
        _preparing.Enqueue((_window.LastSequence, prepared));
        FinishPreparing();
    }

    public void Commit(long checkpointId, Action committed) => committed();

    public void Dispose()
    {
        _timeout.Dispose();
        _system.Stop(_egress);
    }

    private void OnAcknowledged(long sequence)
    {
        if (!_window.Acknowledge(sequence))
        {
            return;
        }

        Send();
        Await();
        FinishPreparing();
    }

    private void Send()
    {
        while (_window.TrySend(out var message))
        {
            _target.Tell(message, _egress);
        }
    }

    private void Await() =>
        _timeout.Change(_window.IsAwaiting ? _options.AcknowledgeTimeout : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void FinishPreparing()
    {
        while (_preparing.TryPeek(out var next) && next.Sequence < _window.OldestUnanswered)
        {
            _preparing.Dequeue();
            next.Prepared(default);
        }
    }

    private void Fail(string what, Exception? cause) => _context.Fail(new AkkaConnectorException(
        _name, $"The actor '{_name}' ({_target.Path}), which gets the records of the operator '{_context.OperatorName}', {what}", cause)
    {
        IsTransient = true,
    });
}
