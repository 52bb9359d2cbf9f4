using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>The sending end of a connection to one other subtask.</summary>
internal interface IChannel
{
    /// <summary>Sends a batch, or keeps it until the receiver grants credit. The ownership passes on.</summary>
    void Send(RecordBatch batch);
}
