using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>The input of an operator without its type, as the exchange and the planner see it.</summary>
internal abstract class InputPort
{
    public abstract void Deliver(RecordBatch batch);
}

/// <summary>The input of an operator.</summary>
internal sealed class InputPort<T>(IReceiver<T> receiver) : InputPort
{
    public IReceiver<T> Receiver => receiver;

    public override void Deliver(RecordBatch batch) => receiver.Receive((RecordBatch<T>)batch);
}
