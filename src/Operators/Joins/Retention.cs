namespace AkkaStreamProc;

/// <summary>For how long something is kept for each key: for ever, which has to be said, or for a span of event time.</summary>
public sealed record Retention
{
    private Retention(long? milliseconds) => Milliseconds = milliseconds;

    /// <summary>Without end: what is kept grows with the number of keys.</summary>
    public static Retention ForEver { get; } = new((long?)null);

    internal long? Milliseconds { get; }

    /// <summary>For a span of event time.</summary>
    /// <param name="span">The span, at least a millisecond; whole milliseconds count.</param>
    /// <exception cref="StreamProcessingException">It is shorter.</exception>
    public static Retention Of(TimeSpan span) => span >= TimeSpan.FromMilliseconds(1)
        ? new Retention(span.Ticks / TimeSpan.TicksPerMillisecond)
        : throw new StreamProcessingException($"Something cannot be kept for {span}: it must be at least a millisecond.");

    /// <inheritdoc/>
    public override string ToString() => Milliseconds is { } ms ? $"for {TimeSpan.FromMilliseconds(ms)}" : "for ever";
}
