namespace AkkaStreamProc.Operators.Time;

/// <summary>The two watermarks that are not event times.</summary>
/// <remarks>
/// A watermark <em>w</em> promises that no record with a timestamp of <em>w</em> or less is still to come. In
/// milliseconds since the Unix epoch, as all event times.
/// </remarks>
public static class Watermarks
{
    /// <summary>Nothing is known yet.</summary>
    public const long Min = long.MinValue;

    /// <summary>The input has ended; every window and timer is due.</summary>
    public const long Max = long.MaxValue;
}
