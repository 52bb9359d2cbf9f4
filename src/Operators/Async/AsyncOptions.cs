namespace AkkaStreamProc;

/// <summary>How <see cref="DataStream{T}.MapAsync"/> calls: how many records at a time, how long it waits, in which order results come, and whether it tries again.</summary>
/// <remarks>May change between two starts of a job. (Flink's asynchronous I/O.)</remarks>
public record AsyncOptions
{
    /// <summary>
    /// How many records of one subtask are in flight at the most, 1 or more; 100 unless set. A record counts from its first
    /// call until its result is emitted, so in order also while it waits for one before it. With as many in flight no further
    /// record is taken, and whatever feeds the operator is held up.
    /// </summary>
    /// <exception cref="StreamProcessingException">It is less than 1.</exception>
    public int MaxInFlight
    {
        get;
        init => field = value >= 1 ? value : throw new StreamProcessingException($"{value} records cannot be in flight ({nameof(MaxInFlight)}): it must be 1 or more.");
    } = 100;

    /// <summary>
    /// How long a record may take from its first call on, over all attempts and the pauses between them; 30 seconds unless
    /// set, <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for as long as it takes. Then the token of its call is
    /// cancelled and the record fails with a <see cref="TimeoutException"/>, unless something gives a result in its place.
    /// </summary>
    /// <remarks>
    /// By the clock of the job, in whole milliseconds. A record that is restored from a checkpoint has all of it again. A call
    /// that does not heed its token goes on outside, and is not waited for.
    /// </remarks>
    /// <exception cref="StreamProcessingException">It is less than a millisecond.</exception>
    public TimeSpan Timeout
    {
        get;
        init => field = value >= TimeSpan.FromMilliseconds(1) || value == System.Threading.Timeout.InfiniteTimeSpan
            ? value
            : throw new StreamProcessingException($"A call cannot have {value} to answer ({nameof(Timeout)}): it must be at least a millisecond, or infinite.");
    } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether results come in the order of the records, which is the default. Otherwise each comes as soon as it is there;
    /// but none passes a watermark: what came before it stays before it.
    /// </summary>
    public bool Ordered { get; init; } = true;

    /// <summary>Whether, and how, a call that fails is tried again; unless set a record has one attempt.</summary>
    public AsyncRetry? Retry { get; init; }
}
