using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc;

/// <summary>A table that is loaded before what is joined with it is read (<see cref="LatestJoin{TFirst, TSecond, TKey}"/>), at one moment.</summary>
/// <param name="Join">The name of the join.</param>
/// <param name="Sources">The sources that the table is read from.</param>
/// <param name="Waiting">The sources of the other side, which read nothing before it is complete.</param>
/// <param name="IsComplete">Whether it stands in a checkpoint, so that nobody waits for it any more.</param>
public sealed record TableStatus(string Join, IReadOnlyList<string> Sources, IReadOnlyList<string> Waiting, bool IsComplete)
{
    /// <summary>Whether its sources have come to what was their end; it is complete with the next checkpoint.</summary>
    public bool IsLoaded { get; init; }

    /// <summary>How many splits it is read from, as far as they are known; 0 where it was in the checkpoint that the job continued from.</summary>
    public int Splits { get; init; }

    /// <summary>How many of them have come to what was their end.</summary>
    public int SplitsLoaded { get; init; }

    /// <summary>How much is left, in whatever positions of its splits count (records of Kafka, bytes of files); <see langword="null"/> where that is not known.</summary>
    public long? Left { get; init; }

    /// <summary>How long it took in this attempt until it was complete; <see langword="null"/> before, and where it was in the checkpoint that the job continued from.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>How far it is, in words: <c>3 of 4 splits, 1200 left</c>.</summary>
    public string Progress => IsComplete ? "complete"
        : IsLoaded ? "read, and the checkpoint with it is not complete"
        : Splits == 0 ? "its splits are not known yet"
        : $"{SplitsLoaded} of {Splits} split{(Splits == 1 ? "" : "s")}{(Left is { } left ? $", {left} left" : "")}";
}
