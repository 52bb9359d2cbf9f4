namespace AkkaStreamProc.Connectors.Akka;

/// <summary>How an <see cref="ActorSource{T}"/> takes records.</summary>
public sealed record ActorSourceOptions
{
    /// <summary>
    /// How many records an ingress holds that the job has not read yet; at least 2, 4096 unless set. A quarter of it, at
    /// least one record, is never granted to feeders, so that they cannot shut out those who offer.
    /// </summary>
    public int Capacity { get; init; } = 4096;

    /// <summary>
    /// How many offers may wait for room when the buffer is full; one more is refused. 1024 unless set, 0 to refuse at
    /// once.
    /// </summary>
    public int MaxWaitingOffers { get; init; } = 1024;

    /// <summary>
    /// How many records the job may have read that are in no complete checkpoint yet; at least 1, 262,144 unless set.
    /// The ingress keeps them for the next attempt, and hands none over beyond, so this limits the records of a
    /// checkpoint interval.
    /// </summary>
    public int MaxUnconfirmed { get; init; } = 256 * 1024;

    /// <summary>When a sender is answered; <see cref="ActorSourceAcknowledgement.OnAcceptance"/> unless set.</summary>
    public ActorSourceAcknowledgement Acknowledge { get; init; }

    /// <summary>How many ingress actors, each a split of its own, there are; 1 unless set.</summary>
    public int Ingresses { get; init; } = 1;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Capacity, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxWaitingOffers);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxUnconfirmed, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Ingresses, 1);
    }
}
