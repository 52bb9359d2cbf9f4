using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>The input of an operator without its type, as the exchange and the planner see it.</summary>
internal abstract class InputPort
{
    /// <inheritdoc cref="OutputPort.Audit"/>
    public RecordAudit? Audit { protected get; set; }

    /// <summary>The operator whose input it is, for the audit.</summary>
    public string Owner { protected get; set; } = "";

    public abstract void Deliver(RecordBatch batch);
}

/// <summary>The input of an operator.</summary>
internal class InputPort<T>(IReceiver<T> receiver) : InputPort
{
    public IReceiver<T> Receiver => receiver;

    public override void Deliver(RecordBatch batch)
    {
        var records = (RecordBatch<T>)batch;
        if (Audit is not { } audit)
        {
            receiver.Receive(records);
            return;
        }

        var objects = RecordAudit.ObjectsOf(records);
        audit.Verify(objects, Owner, hasHadThem: false);
        receiver.Receive(records);
        audit.Verify(objects, Owner, hasHadThem: true);
    }
}

/// <summary>The input of an operator that takes, besides records, what was combined of them.</summary>
internal sealed class CombinedInputPort<T, TPartial>(IReceiver<T> records, IReceiver<TPartial> partials) : InputPort<T>(records)
{
    public override void Deliver(RecordBatch batch)
    {
        if (batch is RecordBatch<TPartial> combined)
        {
            partials.Receive(combined);
        }
        else
        {
            base.Deliver(batch);
        }
    }
}
