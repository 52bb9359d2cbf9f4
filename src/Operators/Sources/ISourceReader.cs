namespace AkkaStreamProc.Operators.Sources;

/// <summary>Reads the splits of one subtask.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// All members are called on the subtask and must not block: a reader of a blocking client does its reading, and its
/// closing, on <see cref="Execution.ISubtaskContext.Worker"/> and hands finished fetches over through a
/// <see cref="FetchQueue{T}"/>.
/// </remarks>
public interface ISourceReader<T> : IDisposable
{
    /// <summary>Takes splits to read from their positions on, none of them finished; called whenever some are assigned.</summary>
    void Add(IReadOnlyList<SourceSplit> splits);

    /// <summary>Takes the next fetch, if one is ready.</summary>
    /// <param name="fetch">The fetch, owned by the caller, of a split that was added; otherwise <see langword="default"/>.</param>
    /// <returns>
    /// Whether there was one. Otherwise, and unless every split has ended, the reader runs the subtask once as soon as a call
    /// may return something: by an action it posts (<see cref="Execution.ISubtaskContext.Post"/>), or by
    /// <see cref="Execution.ISubtaskContext.Wake"/>.
    /// </returns>
    bool TryRead(out SourceFetch<T> fetch);

    /// <summary>
    /// How many bytes the reader holds of what it has read ahead, about; 0 where it holds little. Shown, and named where
    /// memory runs out.
    /// </summary>
    long BufferedBytes => 0;

    /// <summary>
    /// Tells that nothing more of a split is to be read for now, or that it is again: it is ahead of others in event time.
    /// Fetches that are there already may still be handed over.
    /// </summary>
    /// <remarks>
    /// A reader that reads on all the same is held back when enough is waiting; but then it may be the wrong splits that are
    /// here, and they drift apart, further than <see cref="WatermarkStrategy{T}.WithAlignment"/> says.
    /// </remarks>
    /// <param name="splitId">The split.</param>
    /// <param name="isPaused">Whether it is not to be read.</param>
    void SetPaused(string splitId, bool isPaused)
    {
    }

    /// <summary>
    /// Whether everything that there was of a split has been handed over once, where the split does not tell
    /// (<see cref="SourceSplit.HasBacklog"/>); asked while a table is loaded from it. The subtask is woken when it becomes so.
    /// </summary>
    /// <param name="splitId">The split.</param>
    /// <returns><see langword="null"/> where that is not known: it is taken to be so when <see cref="TryRead"/> has nothing.</returns>
    bool? HasCaughtUp(string splitId) => null;

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
