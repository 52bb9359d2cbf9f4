namespace AkkaStreamProc.Connectors.Akka;

/// <summary>How an <see cref="ActorSink{T}"/> sends records.</summary>
public sealed record ActorSinkOptions
{
    /// <summary>
    /// How many records a message holds at the most, 256 unless set; 1 for a message each. A message does not wait until
    /// it is full.
    /// </summary>
    public int MaxBatch { get; init; } = 256;

    /// <summary>How many messages of a subtask may be unanswered; at least 1, 16 unless set.</summary>
    public int MaxInFlight { get; init; } = 16;

    /// <summary>
    /// How long the target may answer nothing while it owes answers, before the attempt fails; 1 minute unless set.
    /// </summary>
    public TimeSpan AcknowledgeTimeout { get; init; } = TimeSpan.FromMinutes(1);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxInFlight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(AcknowledgeTimeout, TimeSpan.Zero);
    }
}
