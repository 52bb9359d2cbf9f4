namespace AkkaStreamProc.Operators.Sources;

/// <summary>A split that is being read, at one moment.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Watermark">Its event time.</param>
/// <param name="IsIdle">Whether it counts for nobody's event time.</param>
/// <param name="Backlog">See <see cref="SourceSplit.Backlog"/>.</param>
internal readonly record struct SplitMeasurement(string Id, long Watermark, bool IsIdle, long? Backlog);
