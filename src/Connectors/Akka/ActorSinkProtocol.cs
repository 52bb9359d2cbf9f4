namespace AkkaStreamProc.Connectors.Akka;

/// <summary>The messages between an <see cref="ActorSink{T}"/> and the actor it writes to.</summary>
/// <remarks>
/// The target answers every <see cref="Deliver{T}"/> to its sender, in any order: with
/// <see cref="Deliver{T}.Acknowledgement"/> when the records are where they should be, or with
/// <c>Akka.Actor.Status.Failure</c>, which fails the attempt of the job.
/// </remarks>
public static class ActorSinkProtocol
{
    /// <summary>Hands over records.</summary>
    /// <param name="Sequence">Numbers the messages of one subtask in one attempt, from 1 on without a gap.</param>
    /// <param name="Records">The records in their order, one or more; the receiver may keep the list.</param>
    public sealed record Deliver<T>(long Sequence, IReadOnlyList<T> Records)
    {
        /// <summary>What to answer when the records are dealt with.</summary>
        public Acknowledge Acknowledgement => new(Sequence);
    }

    /// <summary>Confirms that the records of a message are dealt with.</summary>
    /// <param name="Sequence">The number of the message.</param>
    public sealed record Acknowledge(long Sequence);
}
