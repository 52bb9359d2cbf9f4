namespace AkkaStreamProc;

/// <summary>How a call that fails is tried again: after a pause that grows from attempt to attempt.</summary>
/// <remarks>
/// Pauses are by the clock of the job and without chance, so that a test in virtual time sees the same each time. The record
/// stays in flight meanwhile, and <see cref="AsyncOptions.Timeout"/> covers all attempts. A record that is restored from a
/// checkpoint has all attempts again. Errors of the declaration and exhausted memory are never tried again.
/// </remarks>
public sealed record AsyncRetry
{
    /// <summary>How many attempts a record has in all, the first one included: 1 or more; 3 unless set.</summary>
    /// <exception cref="StreamProcessingException">It is less than 1.</exception>
    public int MaxAttempts
    {
        get;
        init => field = value >= 1 ? value : throw new StreamProcessingException($"A record cannot have {value} attempts ({nameof(MaxAttempts)}): it must be 1 or more.");
    } = 3;

    /// <summary>The pause before the second attempt, in whole milliseconds and at least one; 100 ms unless set. Not negative.</summary>
    /// <exception cref="StreamProcessingException">It is negative.</exception>
    public TimeSpan InitialDelay { get; init => field = NotNegative(value, nameof(InitialDelay)); } = TimeSpan.FromMilliseconds(100);

    /// <summary>By what each pause is longer than the one before: 1 for pauses of one length; 2 unless set. 1 or more.</summary>
    /// <exception cref="StreamProcessingException">It is less than 1, or no number.</exception>
    public double Factor
    {
        get;
        init => field = value >= 1 && double.IsFinite(value) ? value : throw new StreamProcessingException($"Pauses cannot grow by the factor {value} ({nameof(Factor)}): it must be a number of 1 or more.");
    } = 2;

    /// <summary>How long a pause is at the most; 10 seconds unless set. Not negative.</summary>
    /// <exception cref="StreamProcessingException">It is negative.</exception>
    public TimeSpan MaxDelay { get; init => field = NotNegative(value, nameof(MaxDelay)); } = TimeSpan.FromSeconds(10);

    /// <summary>Which failures are tried again, by what the call threw; all unless set. Called on the subtask.</summary>
    public Func<Exception, bool> RetryOn { get; init; } = static _ => true;

    /// <summary>The pause behind a number of failed attempts, in milliseconds.</summary>
    internal long DelayMsAfter(int attempts) =>
        (long)Math.Min(MaxDelay.TotalMilliseconds, InitialDelay.TotalMilliseconds * Math.Pow(Factor, attempts - 1));

    private static TimeSpan NotNegative(TimeSpan value, string name) =>
        value >= TimeSpan.Zero ? value : throw new StreamProcessingException($"A pause cannot be {value} ({name}): it must not be negative.");
}
