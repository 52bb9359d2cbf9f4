namespace AkkaStreamProc.Operators.Sources;

/// <summary>Whether a source may read: it may have to wait for tables, and for a checkpoint that has them, or its positions.</summary>
/// <remarks>
/// A snapshot that is frozen while nothing is waited for says so, with the tables that are loaded. So an attempt that
/// begins with it holds nothing back, and one that begins with an earlier snapshot holds back anew.
/// </remarks>
internal sealed class SourceHold
{
    /// <summary>Whether no record may be read.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Whether that is for tables that are not loaded.</summary>
    public bool AwaitsTables { get; private set; }

    /// <summary>The tables that are loaded.</summary>
    public IReadOnlyList<LoadedTable> Tables { get; private set; } = [];

    /// <summary>Takes what an assignment says of it.</summary>
    public void Take(SplitAssignment assignment)
    {
        IsHeld |= assignment.HoldsBack || assignment.AwaitsTables;
        AwaitsTables |= assignment.AwaitsTables;
        if (assignment.Tables is { } loaded)
        {
            (Tables, AwaitsTables) = (loaded, assignment.AwaitsTables);
        }
    }

    /// <summary>A checkpoint is complete.</summary>
    /// <param name="awaitedTables">Whether tables were waited for when it was frozen.</param>
    /// <returns>Whether reading may begin now, which it might not before.</returns>
    public bool Complete(bool awaitedTables)
    {
        var isReleased = IsHeld && !awaitedTables;
        IsHeld &= !isReleased;
        return isReleased;
    }
}
