namespace AkkaStreamProc.Operators.Sources;

/// <summary>Reads the splits of one subtask.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// A reader announces every split it finds at the start, each by a fetch without records, before it hands over the
/// first record of any: the watermark is the lowest of all splits, so all must be known first. Until then
/// <see cref="Read"/> returns <see cref="ReadStatus.Starting"/> where it has nothing.
/// </para>
/// <para>
/// All members are called on the subtask and must not block: a reader of a blocking client does its reading, and its
/// closing, on <see cref="Execution.ISubtaskContext.Worker"/> and hands finished fetches over through a
/// <see cref="FetchQueue{T}"/>.
/// </para>
/// </remarks>
public interface ISourceReader<T> : IDisposable
{
    /// <summary>
    /// Begins to read: the restored splits from their positions, and whatever else the subtask finds and owns.
    /// Called once, before the first <see cref="Read"/>.
    /// </summary>
    /// <param name="restored">
    /// The splits of the checkpoint that this subtask owns, finished ones included; empty on a first start.
    /// </param>
    /// <param name="isRestored">
    /// Whether the job continues from a checkpoint, so that a split that is not in <paramref name="restored"/> is new
    /// since then (and is read from its beginning) rather than subject to the configured start position.
    /// </param>
    void Start(IReadOnlyList<SourceSplit> restored, bool isRestored);

    /// <summary>Takes the next fetch, if one is ready.</summary>
    /// <param name="fetch">
    /// The fetch for <see cref="ReadStatus.Data"/>, owned by the caller; otherwise <see langword="default"/>.
    /// </param>
    /// <returns>
    /// <see cref="ReadStatus.Waiting"/> and <see cref="ReadStatus.Starting"/> oblige the reader to run the subtask once, as
    /// soon as a call may return something else: by an action it posts (<see cref="Execution.ISubtaskContext.Post"/>), or
    /// by <see cref="Execution.ISubtaskContext.Wake"/>.
    /// </returns>
    ReadStatus Read(out SourceFetch<T> fetch);

    /// <summary>
    /// Asks whether the positions handed over until now are sound, before a checkpoint that holds them can complete; for
    /// systems in which a position may come to mean something else (a log that was deleted and made again).
    /// </summary>
    /// <param name="confirmed">
    /// To be called once on the subtask, at once or later; a position that is not sound is reported through
    /// <see cref="Execution.ISubtaskContext.Fail"/> instead. The source goes on meanwhile.
    /// </param>
    void Confirm(Action confirmed) => confirmed();

    /// <summary>
    /// Tells that a checkpoint with these positions is complete, so that they may be published for monitoring
    /// (for example committed to a consumer group), and that the job will never begin before them again.
    /// </summary>
    void OnCheckpointCompleted(IReadOnlyList<SourceSplit> splits)
    {
    }
}
