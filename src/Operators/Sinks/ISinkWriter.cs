using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Sinks;

/// <summary>Writes the records of one subtask, epoch by epoch.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// An epoch is what is written between two barriers and carries the number of the checkpoint that ends it.
/// The calls of one life are <c>Restore (Write* Prepare Commit?)*</c>: <see cref="Prepare"/> ends epoch <em>n</em>,
/// <see cref="Commit"/> follows once checkpoint <em>n</em> is complete. A checkpoint may be aborted, then no commit of
/// <em>n</em> follows and a later <see cref="Commit"/> commits every epoch up to its own.
/// </para>
/// <para>
/// All members are called on the subtask and must not block; what blocks goes to
/// <see cref="Execution.ISubtaskContext.Worker"/>. The completion callbacks may be called on the subtask only (use
/// <see cref="Execution.ISubtaskContext.Post"/>), at once or later, each exactly once; a failure is reported through
/// <see cref="Execution.ISubtaskContext.Fail"/> instead.
/// </para>
/// </remarks>
public interface ISinkWriter<T> : IDisposable
{
    /// <summary>
    /// Settles what the checkpoint left open, before the first record: commits epochs that are in the checkpoint
    /// and not yet committed, and discards everything written later.
    /// </summary>
    /// <param name="checkpointId">The checkpoint that is restored, 0 on a first start.</param>
    /// <param name="states">
    /// What <see cref="Prepare"/> returned for it: one state from this subtask's predecessor, several or none where the
    /// parallelism changed.
    /// </param>
    /// <param name="restored">To be called when all is settled.</param>
    void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored);

    /// <summary>
    /// Whether the writer takes another batch now. It becomes ready in an action that it has posted
    /// (<see cref="Execution.ISubtaskContext.Post"/>); the subtask asks again behind every such action.
    /// </summary>
    bool IsReady { get; }

    /// <summary>
    /// How many bytes the writer holds of what was written and is not with the system yet, about; 0 where it holds little.
    /// Shown, and named where memory runs out.
    /// </summary>
    long BufferedBytes => 0;

    /// <summary>Writes a batch into the current epoch. The writer owns the batch from here on.</summary>
    void Write(RecordBatch<T> batch);

    /// <summary>
    /// Tells when the system has decided on everything written so far, so that no refusal
    /// (<see cref="Execution.ISubtaskContext.Refuse"/>) of it is still to come. Called at the end of the input; a writer
    /// that decides within its calls has nothing to do.
    /// </summary>
    /// <param name="drained">To be called when all is decided.</param>
    void Drain(Action drained) => drained();

    /// <summary>
    /// Ends the current epoch: makes durable what was written, so that <see cref="Commit"/> can no longer fail for a
    /// reason of its own.
    /// </summary>
    /// <param name="checkpointId">The number of the epoch that ends; larger than every one before.</param>
    /// <param name="prepared">
    /// To be called with the state for the checkpoint: all that <see cref="Restore"/> needs to commit this epoch and
    /// every earlier one that is not committed yet.
    /// </param>
    void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared);

    /// <summary>Makes visible every prepared epoch up to this one. Repeating it is harmless.</summary>
    /// <param name="checkpointId">The checkpoint that is complete.</param>
    /// <param name="committed">To be called when the outside system has confirmed.</param>
    void Commit(long checkpointId, Action committed);
}
