using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>An output of an operator without its type, as the planner sees it.</summary>
internal abstract class OutputPort
{
    public bool IsConnected { get; protected set; }

    /// <summary>Told which receiver is at work; the chain sets its own.</summary>
    public CallTracker Calls { protected get; set; } = new();

    /// <summary>Finds records that are changed after they were emitted; <see langword="null"/> unless asked for.</summary>
    public RecordAudit? Audit { protected get; set; }

    /// <summary>The operator whose output it is, for the audit.</summary>
    public string Owner { protected get; set; } = "";

    /// <summary>Looks once more at what was emitted since the last call.</summary>
    public virtual void VerifyEmitted()
    {
    }

    public abstract void Connect(InputPort input);

    public abstract Router Connect(Partitioning partitioning, IReadOnlyList<IChannel> channels, OperatorContext context);
}

/// <summary>An output of an operator: hands each batch to everything that is connected.</summary>
internal sealed class OutputPort<T> : OutputPort
{
    /// <summary>How many emitted objects are looked at once more at a checkpoint.</summary>
    private const int MaxAudited = 10_000;

    private readonly List<object> _audited = [];
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

        if (Audit is not null)
        {
            EmitAudited(batch, Audit);
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

    public override void VerifyEmitted()
    {
        Audit?.Verify(_audited, Owner, hasHadThem: true);
        _audited.Clear();
    }

    private void EmitAudited(RecordBatch<T> batch, RecordAudit audit)
    {
        var objects = RecordAudit.ObjectsOf(batch);
        audit.Emit(objects, Owner);
        _audited.AddRange(objects.Take(MaxAudited - _audited.Count));
        var calls = Calls;
        var sender = calls.Current;
        for (var i = _receivers.Length - 1; i >= 0; i--)
        {
            calls.Current = _receivers[i];
            _receivers[i].Receive(i > 0 ? batch.Copy() : batch);
            if (_receivers[i] is StreamOperator { Context.OperatorName: var receiver })
            {
                audit.Verify(objects, receiver, hasHadThem: true);
            }
        }

        calls.Current = sender;
    }

    private void Add(IReceiver<T> receiver)
    {
        _receivers = [.. _receivers, receiver];
        IsConnected = true;
    }
}
