using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Explanations;

namespace AkkaStreamProc;

/// <summary>Who holds event time back.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Subtask">Its subtask.</param>
/// <param name="Split">The split of the source; <see langword="null"/> where it is no source, or has none.</param>
/// <param name="Watermark">Where it stands, in milliseconds; <see cref="long.MinValue"/> where it has no watermark.</param>
/// <param name="Since">Since when, to half a second; not before the attempt.</param>
public sealed record TimeHolder(string Operator, int Subtask, string? Split, long Watermark, DateTimeOffset Since);
