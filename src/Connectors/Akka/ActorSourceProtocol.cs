namespace AkkaStreamProc.Connectors.Akka;

/// <summary>The messages between an ingress of an <see cref="ActorSource{T}"/> and the actors that send it records.</summary>
/// <remarks>
/// <para>
/// <em>Offering</em>, for <c>Ask</c>: <see cref="Offer{T}"/> is answered by <see cref="Acknowledged"/> or
/// <see cref="Refused"/>. While the buffer is full the answer waits, which is the back-pressure.
/// </para>
/// <para>
/// <em>Feeding</em>, for <c>Tell</c>: after <see cref="Subscribe"/> the ingress sends <see cref="Demand"/> again and
/// again, and the feeder may send as many <see cref="Feed{T}"/> as were granted in all. One beyond that is answered by
/// <see cref="Refused"/> and not kept.
/// </para>
/// <para>
/// A refusal without a sender to answer goes to the event stream as <c>Akka.Event.Dropped</c>.
/// </para>
/// </remarks>
public static class ActorSourceProtocol
{
    /// <summary>Offers one record.</summary>
    /// <param name="Record">The record.</param>
    public sealed record Offer<T>(T Record);

    /// <summary>
    /// The offer, or the <see cref="Complete"/>, has reached what <see cref="ActorSourceOptions.Acknowledge"/> asks for.
    /// </summary>
    public sealed record Acknowledged
    {
        /// <summary>The one object of this type.</summary>
        public static Acknowledged Instance { get; } = new();
    }

    /// <summary>The record was not taken and is not kept.</summary>
    /// <param name="Record">What was sent.</param>
    /// <param name="Reason">Why, and what to do.</param>
    public sealed record Refused(object? Record, string Reason);

    /// <summary>
    /// Begins to feed: the sender is watched and granted demand until it terminates or unsubscribes. Demand that was
    /// granted before is void.
    /// </summary>
    public sealed record Subscribe
    {
        /// <summary>The one object of this type.</summary>
        public static Subscribe Instance { get; } = new();
    }

    /// <summary>Ends feeding; what was granted goes to others.</summary>
    public sealed record Unsubscribe
    {
        /// <summary>The one object of this type.</summary>
        public static Unsubscribe Instance { get; } = new();
    }

    /// <summary>Grants a feeder so many records more.</summary>
    /// <param name="Records">How many; 1 or more, added to what is left of earlier grants.</param>
    public sealed record Demand(int Records);

    /// <summary>Sends one record of those granted.</summary>
    /// <param name="Record">The record.</param>
    public sealed record Feed<T>(T Record);

    /// <summary>
    /// Tells a feeder how far its records are in a complete checkpoint; sent where the source acknowledges
    /// <see cref="ActorSourceAcknowledgement.OnCheckpoint"/>.
    /// </summary>
    /// <param name="Total">How many of its records since <see cref="Subscribe"/>; the first so many it sent.</param>
    public sealed record Confirmed(long Total);

    /// <summary>
    /// Ends the input: what was accepted is processed, whatever is offered later is refused. Answered like an offer.
    /// </summary>
    public sealed record Complete
    {
        /// <summary>The one object of this type.</summary>
        public static Complete Instance { get; } = new();
    }
}
