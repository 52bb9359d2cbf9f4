using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Sinks;

/// <summary>What one subtask writes between two barriers, invisible until it is committed.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// The calls are <c>Write* Prepare? Commit?</c> and, unless <see cref="Commit"/> has returned, <see cref="Discard"/> at
/// the end. All on the worker of the subtask, where they may block. A prepared epoch and the next one are open at the
/// same time; after aborted checkpoints there may be several that are prepared.
/// </remarks>
public interface ITransactionalEpoch<T>
{
    /// <summary>Writes the records of a batch. The batch stays the caller's.</summary>
    void Write(RecordBatch<T> batch);

    /// <summary>
    /// Waits until the system has decided on everything written so far, so that no refusal of it
    /// (<see cref="Execution.ISubtaskContext.Refuse"/>) is still to come. Nothing to do where <see cref="Write"/> decides.
    /// </summary>
    void Flush()
    {
    }

    /// <summary>Ends the epoch: everything written has arrived, so that committing cannot fail for a reason of its own.</summary>
    /// <param name="checkpointId">The checkpoint that ends the epoch, and the marker with which it will be committed.</param>
    /// <returns>
    /// All that <see cref="ITransactionalTarget{T}.Settle"/> needs to commit the epoch in a later life; empty where
    /// nothing was written. Unchanged from then on.
    /// </returns>
    ReadOnlyMemory<byte> Prepare(long checkpointId);

    /// <summary>
    /// Makes records and marker visible in one atomic act. Where the transaction is gone (timed out, fenced, its
    /// outcome unknown), settles the epoch from what was prepared instead; an outage is sat out.
    /// </summary>
    void Commit();

    /// <summary>
    /// Lets go of the epoch and leaves no transaction open. What was prepared must still be enough to settle it.
    /// Must not throw because the outside system is away.
    /// </summary>
    void Discard();
}
