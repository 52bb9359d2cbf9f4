namespace AkkaStreamProc.Operators.Sources;

/// <summary>What of a table stands in a checkpoint, whole: the rows that a join has from one source.</summary>
/// <param name="Join">The join that keeps them.</param>
/// <param name="Source">The source they come from.</param>
internal readonly record struct LoadedTable(string Join, string Source);
