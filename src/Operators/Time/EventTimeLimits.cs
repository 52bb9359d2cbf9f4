namespace AkkaStreamProc.Operators.Time;

/// <summary>The event times and watermarks that can be computed with.</summary>
/// <remarks>Windows and timers add to event times and take away from them; half of the numbers leave room for that.</remarks>
internal static class EventTimeLimits
{
    public const long Earliest = -(1L << 62);
    public const long Latest = 1L << 62;

    /// <summary>The error that a watermark is later.</summary>
    public static StreamProcessingException Beyond(string said, long watermark) =>
        new($"{said} {watermark}, which is no number of milliseconds since 1970 that windows and timers can be computed with.");
}
