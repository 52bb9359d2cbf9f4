using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Explanations;

namespace AkkaStreamProc;

/// <summary>The last record of a source.</summary>
/// <param name="Split">The split it is of.</param>
/// <param name="Position">The position behind it.</param>
/// <param name="Timestamp">Its event time in milliseconds; <see cref="long.MinValue"/> where it has none.</param>
public sealed record LastRecord(string Split, string Position, long Timestamp);
