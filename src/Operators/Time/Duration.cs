namespace AkkaStreamProc.Operators.Time;

/// <summary>The lengths of time that event times can be computed with.</summary>
internal static class Duration
{
    /// <summary>A thousand years: sums with any date stay far from the ends of the numbers.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(365_000);

    /// <summary>A length in milliseconds; <see langword="null"/> where it is not a whole number of them.</summary>
    public static long? WholeMilliseconds(TimeSpan given) =>
        given.Ticks % TimeSpan.TicksPerMillisecond == 0 ? given.Ticks / TimeSpan.TicksPerMillisecond : null;

    /// <summary>A length of time as given, where it is zero or more and not longer than <see cref="Longest"/>.</summary>
    /// <exception cref="StreamProcessingException">It is not; names what it is.</exception>
    public static TimeSpan Checked(string what, TimeSpan given) => given >= TimeSpan.Zero && given <= Longest
        ? given
        : throw new StreamProcessingException($"The {what} must lie between zero and {Longest.TotalDays:0} days, but is {given}.");
}
