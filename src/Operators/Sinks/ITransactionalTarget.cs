namespace AkkaStreamProc.Operators.Sinks;

/// <summary>
/// An outside system that takes records and a marker in one atomic act: what a connector implements to get the
/// exactly-once protocol of <see cref="TransactionalSinkWriter{T}"/>.
/// </summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// The marker is the checkpoint that was committed last, with the identity of the <see cref="SinkLife"/>, one for each
/// subtask. Whatever commits an epoch raises the marker with it, so the marker tells whether an epoch is committed.
/// </para>
/// <para>
/// One target serves one subtask for one attempt. It is created, called and disposed on the worker, one call at a time,
/// and may block there; the cancellation token it was created with ends the waiting.
/// </para>
/// </remarks>
public interface ITransactionalTarget<T> : IDisposable
{
    /// <summary>
    /// How many bytes it holds in memory of what no completed checkpoint covers, about; 0 where it holds little. Any thread
    /// asks.
    /// </summary>
    long BufferedBytes => 0;

    /// <summary>
    /// Locks earlier attempts out: when it returns, nothing that they began for these subtasks is open, and nothing
    /// of it can become visible any more except through this target.
    /// </summary>
    /// <param name="subtasks">This subtask, and those that no longer exist and whose place it takes.</param>
    /// <param name="checkpointId">
    /// The checkpoint that is restored, 0 on a first start. What was prepared for it or before may be needed to settle.
    /// </param>
    void Fence(IReadOnlyList<int> subtasks, long checkpointId);

    /// <summary>
    /// Writes the first marker of a life, before any of its output. Refuses where output is there that the life does not
    /// explain (<see cref="Execution.JobLife.Explains"/>), and so does <see cref="Settle"/>: it would be written again.
    /// </summary>
    /// <param name="life">The new life, of this subtask.</param>
    /// <param name="checkpointId">The marker: the checkpoint that is restored, 0 on a first start.</param>
    void Found(SinkLife life, long checkpointId);

    /// <summary>
    /// Commits those of the inherited epochs, in order, that the marker says are not committed yet. Repeatable: it may
    /// be interrupted anywhere and done again by a later attempt.
    /// </summary>
    /// <param name="inherited">
    /// From the checkpoint, of a fenced subtask; its epochs, perhaps none, are all up to the checkpoint.
    /// </param>
    /// <exception cref="StreamProcessingException">
    /// The marker is missing, behind what was confirmed, or of another life; says what the operator can do.
    /// </exception>
    void Settle(SinkState inherited);

    /// <summary>Opens the next epoch.</summary>
    /// <param name="life">Whose output it is: founded or settled before, and of this subtask.</param>
    ITransactionalEpoch<T> Begin(SinkLife life);
}
