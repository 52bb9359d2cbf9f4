namespace AkkaStreamProc.Operators.Sinks;

/// <summary>What a checkpoint says of the output of one subtask.</summary>
/// <param name="Life">Whose output it is.</param>
/// <param name="LastMarker">
/// The last checkpoint whose commit the outside system had confirmed, so the marker there is at least this.
/// </param>
/// <param name="Unconfirmed">The epochs behind it, in order: each is committed or not, which only the marker tells.</param>
public sealed record SinkState(SinkLife Life, long LastMarker, IReadOnlyList<PreparedEpoch> Unconfirmed);
