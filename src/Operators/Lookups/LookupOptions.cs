namespace AkkaStreamProc;

/// <summary>How <c>Lookup</c> asks for rows: how many keys a call asks for, how many calls at a time, what is kept of the answers, and all that <see cref="AsyncOptions"/> says of the records.</summary>
/// <remarks>May change between two starts of a job. 1,000 records are in flight (<see cref="AsyncOptions.MaxInFlight"/>) unless set.</remarks>
public sealed record LookupOptions : AsyncOptions
{
    /// <summary>Creates the options that hold unless others are set.</summary>
    public LookupOptions() => MaxInFlight = 1_000;

    /// <summary>How many keys one call asks for at the most, 1 or more; 100 unless set. A function that takes one key is always asked for one.</summary>
    /// <exception cref="StreamProcessingException">It is less than 1.</exception>
    public int BatchSize
    {
        get;
        init => field = value >= 1 ? value : throw new StreamProcessingException($"A call cannot ask for {value} keys ({nameof(BatchSize)}): it must be 1 or more.");
    } = 100;

    /// <summary>
    /// How long the first key of a call waits for others that may come, by the clock of the job, in whole milliseconds; not at all unless
    /// set: a call then asks for the keys at hand, and more of them gather while as many calls are in flight as may be. A call that can
    /// ask for no more keys does not wait. The wait is part of <see cref="AsyncOptions.Timeout"/>.
    /// </summary>
    /// <exception cref="StreamProcessingException">It is negative.</exception>
    public TimeSpan BatchDelay
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new StreamProcessingException($"A key cannot wait {value} for others ({nameof(BatchDelay)}): it must not be negative.");
    }

    /// <summary>
    /// How many calls of one subtask are in flight at the most, 1 or more. Unless set 4 of a function that takes many keys, and of one
    /// that takes one key as many as there are records in flight.
    /// </summary>
    /// <exception cref="StreamProcessingException">It is less than 1.</exception>
    public int? Concurrency
    {
        get;
        init => field = value is null or >= 1 ? value : throw new StreamProcessingException($"{value} calls cannot be in flight ({nameof(Concurrency)}): it must be 1 or more.");
    }

    /// <summary>What is kept of the answers; nothing unless set, so that each record sees the table as it is then.</summary>
    public LookupCache? Cache { get; init; }
}
