using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>Whatever takes batches of a type: the next operator of the chain, or a router to other subtasks.</summary>
internal interface IReceiver<T>
{
    /// <summary>Takes a batch and with it the ownership.</summary>
    void Receive(RecordBatch<T> batch);
}
