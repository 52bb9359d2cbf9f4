namespace AkkaStreamProc;

/// <summary>Which rows of an outside table each subtask keeps, and for how long.</summary>
/// <remarks>
/// <para>
/// In the memory of the subtask, and in no checkpoint: behind a restart it is empty. A row that changes in the table is seen when the
/// one that is kept has expired, so without an expiry it may never be. Where there are too many, those go that no record asked for the longest.
/// </para>
/// <para>Times are by the clock of the job. Calls that fail leave nothing in it.</para>
/// </remarks>
public sealed record LookupCache
{
    /// <summary>How many keys a subtask keeps at the most, 1 or more; 10,000 unless set.</summary>
    /// <exception cref="StreamProcessingException">It is less than 1.</exception>
    public int MaxEntries
    {
        get;
        init => field = value >= 1 ? value : throw new StreamProcessingException($"A cache cannot have {value} entries ({nameof(MaxEntries)}): it must be 1 or more.");
    } = 10_000;

    /// <summary>How long a row is kept from its answer on; <see cref="Timeout.InfiniteTimeSpan"/>, without end, unless set.</summary>
    /// <exception cref="StreamProcessingException">It is zero or negative.</exception>
    public TimeSpan ExpireAfterWrite { get; init => field = Positive(value, nameof(ExpireAfterWrite)); } = Timeout.InfiniteTimeSpan;

    /// <summary>How long a row is kept from the last record on that asked for it; <see cref="Timeout.InfiniteTimeSpan"/>, without end, unless set.</summary>
    /// <exception cref="StreamProcessingException">It is zero or negative.</exception>
    public TimeSpan ExpireAfterAccess { get; init => field = Positive(value, nameof(ExpireAfterAccess)); } = Timeout.InfiniteTimeSpan;

    /// <summary>Whether it is kept, too, that a key has no row; it is unless set.</summary>
    public bool KeepsAbsence { get; init; } = true;

    private static TimeSpan Positive(TimeSpan value, string name) => value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan
        ? value
        : throw new StreamProcessingException($"A row cannot be kept for {value} ({name}): it must be positive, or infinite.");
}
