using System.Text.Json.Serialization;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>One ordered, replayable part of a source (a file, a Kafka partition, a shard), and how far it has been read.</summary>
/// <remarks>
/// What a position is only the connector knows: it derives a record with what it needs, or takes <see cref="OffsetSplit"/>
/// where a position is a number, and gives it a binary form by <see cref="ISplitSerializer"/>. Immutable.
/// </remarks>
/// <param name="Id">Names the split within its source, the same in every run: a path, <c>topic/3</c>.</param>
public abstract record SourceSplit(string Id)
{
    /// <summary>Whether the split has been read to its end, so that nothing of it is read any more.</summary>
    public bool IsFinished { get; init; }

    /// <summary>
    /// Whether records are known to lie behind the position. Such a split is never idle, however long its next records take
    /// to arrive.
    /// </summary>
    public virtual bool HasBacklog => false;

    /// <summary>
    /// How much is known to lie behind the position, in whatever positions count (records of a Kafka partition, bytes of a
    /// file); <see langword="null"/> where that is not known. For monitoring: see <c>docs/telemetry.md</c>.
    /// </summary>
    [JsonIgnore]
    public virtual long? Backlog => null;

    /// <summary>
    /// Whether the split has come to where its records ended, as far as that was known at an earlier position, or ends now. A source
    /// that is a table is loaded when all its splits have (<c>docs/joins.md</c>).
    /// </summary>
    /// <param name="earlier">The same split at an earlier position.</param>
    public virtual bool HasReachedEndOf(SourceSplit earlier) => !HasBacklog;

    /// <summary>The position as it is called in messages: that of the next record to read. What lies before it has been emitted.</summary>
    public abstract string PositionText { get; }

    /// <summary>Where a record lies that was read between this position and a later one, for messages and bad records.</summary>
    /// <param name="after">The same split behind the record.</param>
    /// <param name="index">Which of the records read in between it is, from 0; −1 where that is not known.</param>
    /// <param name="count">How many were read in between.</param>
    public virtual SourceRange Locate(SourceSplit after, int index, int count)
    {
        ArgumentNullException.ThrowIfNull(after);
        return new SourceRange(Id, PositionText, after.PositionText);
    }
}
