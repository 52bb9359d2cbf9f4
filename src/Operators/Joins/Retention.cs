using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc;

/// <summary>For how long something is kept for each key: for ever, which has to be said, or for a span of event time.</summary>
public sealed record Retention
{
    private Retention(long? milliseconds) => Milliseconds = milliseconds;

    /// <summary>Without end: what is kept grows with the number of keys.</summary>
    public static Retention ForEver { get; } = new((long?)null);

    internal long? Milliseconds { get; }

    /// <summary>For a span of event time.</summary>
    /// <param name="span">The span, one or more whole milliseconds.</param>
    /// <exception cref="StreamProcessingException">It is not.</exception>
    public static Retention Of(TimeSpan span) => Duration.WholeMilliseconds(span) is > 0 and { } milliseconds
        ? new Retention(milliseconds)
        : throw new StreamProcessingException($"Something cannot be kept for {span}: it must be one or more whole milliseconds.");

    /// <inheritdoc/>
    public override string ToString() => Milliseconds is { } ms ? $"for {TimeSpan.FromMilliseconds(ms)}" : "for ever";
}
