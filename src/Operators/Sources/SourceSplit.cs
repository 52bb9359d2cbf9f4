namespace AkkaStreamProc.Operators.Sources;

/// <summary>One ordered, replayable part of a source, and how far it has been read.</summary>
/// <param name="Id">Names the split within its source, the same in every run: a path, <c>topic/3</c>.</param>
/// <param name="Ordinal">A number that follows from <paramref name="Id"/> alone and decides which subtask reads the split.</param>
/// <param name="Position">
/// The position of the next record to read: a byte offset, a Kafka offset, an index. What lies before it has been emitted.
/// </param>
public sealed record SourceSplit(string Id, int Ordinal, long Position)
{
    /// <summary>The position at which a bounded split ends (exclusive); <see cref="long.MaxValue"/> where it has no end.</summary>
    public long End { get; init; } = long.MaxValue;

    /// <summary>
    /// Up to which position the split was known to have records when the reader found it, 0 where it does not know. Until
    /// it is read so far the split is never idle, however long its first records take to arrive. Not part of a checkpoint.
    /// </summary>
    public long KnownEnd { get; init; }

    /// <summary>Whether the split has been read to its end.</summary>
    public bool IsFinished { get; init; }

    /// <summary>
    /// Whatever the reader must remember besides the position, for example what a file began with, to notice that it
    /// was replaced. Empty where nothing.
    /// </summary>
    public string Tag { get; init; } = "";

    /// <summary>Whether a subtask reads this split.</summary>
    /// <param name="subtaskIndex">The number of the subtask, from 0.</param>
    /// <param name="parallelism">How many subtasks the source has.</param>
    public bool IsOwnedBy(int subtaskIndex, int parallelism) => (uint)Ordinal % (uint)parallelism == (uint)subtaskIndex;
}
