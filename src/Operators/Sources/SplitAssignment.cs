namespace AkkaStreamProc.Operators.Sources;

/// <summary>What the enumerator of a source tells one of its subtasks.</summary>
/// <param name="Splits">The splits it is to read, finished ones included.</param>
/// <param name="Forgotten">The ids of finished splits that checkpoints need not hold any more.</param>
/// <param name="Begins">Whether these are the splits that the source begins with, and reading may begin.</param>
/// <param name="HoldsBack">Whether no record may be read before a checkpoint is complete.</param>
/// <param name="IsLast">Whether no split will follow.</param>
internal sealed record SplitAssignment(
    IReadOnlyList<StoredSplit> Splits, IReadOnlyList<string> Forgotten, bool Begins = false, bool HoldsBack = false, bool IsLast = false)
{
    /// <summary>Nothing of splits.</summary>
    public static SplitAssignment OfNone { get; } = new([], []);

    /// <summary>Whether the source is a table that others wait for: it tells when it is loaded (<see cref="TableLoad{T}"/>).</summary>
    public bool IsTable { get; init; }

    /// <summary>Whether no record may be read before all tables are told as loaded, and a checkpoint behind that is complete.</summary>
    public bool AwaitsTables { get; init; }

    /// <summary>The tables that are loaded, all of them, for the snapshots that follow; <see langword="null"/> where nothing is said of them.</summary>
    public IReadOnlyList<LoadedTable>? Tables { get; init; }
}
