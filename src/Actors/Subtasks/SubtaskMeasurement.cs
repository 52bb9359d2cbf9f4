using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>A subtask at one moment, for whoever listens to its numbers.</summary>
/// <param name="Report">What it has counted.</param>
/// <param name="Bytes">The bytes its operators have exchanged with the outside, in the order of the report.</param>
/// <param name="Time">Its time by <see cref="SubtaskActivity"/>.</param>
/// <param name="Splits">What its source reads; empty where it has none.</param>
internal sealed record SubtaskMeasurement(
    SubtaskReport Report, IReadOnlyList<long> Bytes, IReadOnlyList<TimeSpan> Time, IReadOnlyList<SplitMeasurement> Splits)
{
    /// <summary>How far its source is loaded, where that is a table that others wait for.</summary>
    public TableProgress? Table { get; init; }
}
