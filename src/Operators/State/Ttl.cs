using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc;

/// <summary>How long a state keeps a value, by the clock. What has expired is never seen again, and its memory is given back bit by bit.</summary>
/// <remarks>
/// A value expires when the time has passed, to the millisecond, whatever restarts there were in between: with the value is kept
/// since when it counts, so another duration after a restart holds for values that are there already. (Flink's state TTL.)
/// </remarks>
public sealed record Ttl
{
    private Ttl() => DurationMs = long.MaxValue;

    private Ttl(TtlStart start, TimeSpan duration)
    {
        if (duration < TimeSpan.FromMilliseconds(1))
        {
            throw new StreamProcessingException($"A state cannot keep values for {duration}: it must be at least a millisecond.");
        }

        Start = start;
        DurationMs = (long)duration.TotalMilliseconds;
    }

    /// <summary>Values do not expire: what is kept grows with the number of keys, which has to be said where it is no matter of course.</summary>
    public static Ttl Never { get; } = new();

    internal bool IsNever => DurationMs == long.MaxValue;

    /// <summary>From when on the time counts.</summary>
    internal TtlStart Start { get; }

    internal long DurationMs { get; }

    /// <summary>The time counts from when a key got a value that had none, or an expired one.</summary>
    /// <param name="duration">At least a millisecond.</param>
    public static Ttl AfterCreate(TimeSpan duration) => new(TtlStart.Create, duration);

    /// <summary>The time counts from when a value was last set.</summary>
    /// <inheritdoc cref="AfterCreate" path="/param"/>
    public static Ttl AfterWrite(TimeSpan duration) => new(TtlStart.Write, duration);

    /// <summary>The time counts from when a value was last set or read.</summary>
    /// <inheritdoc cref="AfterCreate" path="/param"/>
    public static Ttl AfterAccess(TimeSpan duration) => new(TtlStart.Access, duration);

    /// <inheritdoc/>
    public override string ToString() => IsNever
        ? "for ever"
        : $"for {TimeSpan.FromMilliseconds(DurationMs)} after {(Start switch { TtlStart.Create => "it came", TtlStart.Write => "it changed", _ => "it was used" })}";
}
