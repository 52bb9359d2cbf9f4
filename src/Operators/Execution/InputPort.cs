using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>The input of an operator without its type, as the exchange and the planner see it.</summary>
internal abstract class InputPort
{
    public abstract void Deliver(RecordBatch batch);
}

/// <summary>The input of an operator.</summary>
internal class InputPort<T>(IReceiver<T> receiver) : InputPort
{
    public IReceiver<T> Receiver => receiver;

    public override void Deliver(RecordBatch batch) => receiver.Receive((RecordBatch<T>)batch);
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
