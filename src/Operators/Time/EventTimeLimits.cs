namespace AkkaStreamProc.Operators.Time;

/// <summary>The event times and watermarks that can be computed with.</summary>
/// <remarks>Windows and timers add to event times and take away from them; half of the numbers leave room for that.</remarks>
internal static class EventTimeLimits
{
    public const long Earliest = -(1L << 62);
    public const long Latest = 1L << 62;
}
