namespace AkkaStreamProc.Operators.Windows;

/// <summary>What a window operator needs besides its types.</summary>
/// <param name="Windows">Which windows.</param>
/// <param name="AllowedLatenessMs">How long after its end a window still takes records, in milliseconds of event time.</param>
internal sealed record WindowOptions(AlignedWindows Windows, long AllowedLatenessMs);
