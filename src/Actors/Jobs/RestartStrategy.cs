using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc;

/// <summary>Whether, and after how long, a failed attempt is followed by the next.</summary>
/// <remarks>
/// Immutable and pure: the supervisor counts the failures. It asks only about errors that may pass
/// (<see cref="StreamProcessingException.IsTransient"/>); any other ends the job at once. (The notions are Flink's.)
/// </remarks>
public abstract record RestartStrategy
{
    private RestartStrategy()
    {
    }

    /// <summary>How many failures in a row the default strategy allows: a quarter of an hour of trying.</summary>
    public const int DefaultMaxFailures = 20;

    /// <summary>The delay grows with every failure and starts over after a stable time. The default.</summary>
    /// <param name="initial">The first delay; 1 s unless given.</param>
    /// <param name="maximum">The longest delay; 1 min unless given.</param>
    /// <param name="resetAfter">
    /// How long an attempt must run, and complete a checkpoint, for its failure to count as the first again; 2 min unless given.
    /// </param>
    /// <param name="maxFailures">
    /// How many failures in a row are followed by another attempt; <see cref="DefaultMaxFailures"/> unless given.
    /// <see cref="int.MaxValue"/> tries for ever.
    /// </param>
    public static RestartStrategy ExponentialDelay(
        TimeSpan? initial = null, TimeSpan? maximum = null, TimeSpan? resetAfter = null, int maxFailures = DefaultMaxFailures) =>
        new Exponential(initial ?? TimeSpan.FromSeconds(1), maximum ?? TimeSpan.FromMinutes(1), resetAfter ?? TimeSpan.FromMinutes(2), maxFailures);

    /// <summary>The same delay every time, a limited number of times.</summary>
    public static RestartStrategy FixedDelay(TimeSpan delay, int maxFailures) => new Fixed(delay, maxFailures);

    /// <summary>The first failure ends the job.</summary>
    public static RestartStrategy None { get; } = new Fixed(TimeSpan.Zero, 0);

    /// <summary>Decides on a failure.</summary>
    /// <param name="failuresInRow">How many failures came without a stable time between them, this one included; 1 or more.</param>
    /// <param name="jitter">A random number from 0 to 1, which keeps jobs that failed together from restarting together.</param>
    /// <returns>The delay, or <see langword="null"/> where the job ends.</returns>
    public abstract TimeSpan? DelayAfter(int failuresInRow, double jitter);

    /// <summary>How long an attempt must run for the count of failures to begin anew.</summary>
    public abstract TimeSpan ResetAfter { get; }

    private sealed record Exponential(TimeSpan Initial, TimeSpan Maximum, TimeSpan Reset, int MaxFailures) : RestartStrategy
    {
        public override TimeSpan ResetAfter => Reset;

        public override TimeSpan? DelayAfter(int failuresInRow, double jitter)
        {
            if (failuresInRow > MaxFailures)
            {
                return null;
            }

            var grown = Initial.TotalMilliseconds * Math.Pow(2, Math.Min(failuresInRow - 1, 30));
            var bounded = Math.Min(grown, Maximum.TotalMilliseconds);
            return TimeSpan.FromMilliseconds(bounded * (0.9 + 0.2 * jitter));
        }
    }

    private sealed record Fixed(TimeSpan Delay, int MaxFailures) : RestartStrategy
    {
        public override TimeSpan ResetAfter => TimeSpan.MaxValue;

        public override TimeSpan? DelayAfter(int failuresInRow, double jitter) => failuresInRow > MaxFailures ? null : Delay;
    }
}
