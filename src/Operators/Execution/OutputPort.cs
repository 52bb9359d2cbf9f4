using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Graph;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>An output of an operator without its type, as the planner sees it.</summary>
internal abstract class OutputPort
{
    public bool IsConnected { get; protected set; }

    /// <summary>Told which receiver is at work; the chain sets its own.</summary>
    public CallTracker Calls { protected get; set; } = new();

    public abstract void Connect(InputPort input);

    public abstract Router Connect(Partitioning partitioning, IReadOnlyList<IChannel> channels, OperatorContext context);
}

/// <summary>An output of an operator: hands each batch to everything that is connected.</summary>
internal sealed class OutputPort<T> : OutputPort
{
    private IReceiver<T>[] _receivers = [];

    public override void Connect(InputPort input) => Add(((InputPort<T>)input).Receiver);

    public override Router Connect(Partitioning partitioning, IReadOnlyList<IChannel> channels, OperatorContext context)
    {
        var router = partitioning.CreateRouter<T>(channels, context);
        Add(router);
        return router;
    }

    /// <summary>Emits a batch; the ownership passes on.</summary>
    public void Emit(RecordBatch<T> batch)
    {
        if (batch.Count == 0 || _receivers.Length == 0)
        {
            batch.Return();
            return;
        }

        var calls = Calls;
        var sender = calls.Current;
        for (var i = 1; i < _receivers.Length; i++)
        {
            calls.Current = _receivers[i];
            _receivers[i].Receive(batch.Copy());
        }

        calls.Current = _receivers[0];
        _receivers[0].Receive(batch);
        calls.Current = sender;
    }

    private void Add(IReceiver<T> receiver)
    {
        _receivers = [.. _receivers, receiver];
        IsConnected = true;
    }
}
