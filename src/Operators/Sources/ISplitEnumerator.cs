namespace AkkaStreamProc.Operators.Sources;

/// <summary>Finds the splits of a source and hands them to its subtasks: one for each source and attempt, beside the supervisor of the job.</summary>
/// <remarks>
/// <para>
/// All members are called in turn, never at the same time, and must not block: what blocks is done on
/// <see cref="ISplitEnumeratorContext.Worker"/>, and its results come back by <see cref="ISplitEnumeratorContext.Post"/>.
/// </para>
/// <para>
/// What an enumerator keeps is part of every checkpoint, together with the splits of the subtasks: a split that was assigned
/// before <see cref="Freeze"/> stands in the checkpoint with its position, one that is assigned after it does not. So the
/// enumerator keeps what the splits do not say: what is still to be assigned, and how far it has looked.
/// </para>
/// <para>
/// An enumerator looks and changes nothing outside: the one of the next attempt may begin while an action of this one is still
/// running on its worker.
/// </para>
/// </remarks>
public interface ISplitEnumerator : IDisposable
{
    /// <summary>Begins; called once, before anything else.</summary>
    /// <param name="restored">What the checkpoint holds; <see langword="null"/> on a first start.</param>
    void Start(RestoredSource? restored);

    /// <summary>
    /// A subtask has read a split to its end. A finish behind the last <see cref="Freeze"/> of a failed attempt is told by
    /// <see cref="SourceSplit.IsFinished"/> of a restored split, or the split is read again.
    /// </summary>
    /// <param name="subtask">Which subtask, from 0.</param>
    /// <param name="split">The split as it ended.</param>
    void OnFinished(int subtask, SourceSplit split)
    {
    }

    /// <summary>What must be known besides the splits of the subtasks, for a checkpoint that begins at this moment.</summary>
    /// <returns>Bytes whose version is the enumerator's own matter; empty where there is nothing.</returns>
    ReadOnlyMemory<byte> Freeze() => default;
}
