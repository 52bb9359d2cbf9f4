namespace AkkaStreamProc.Connectors.Akka;

/// <summary>A request as the job sees it: a record.</summary>
/// <typeparam name="T">The type of what is asked.</typeparam>
/// <param name="Correlation">Names the request: nothing else has it. The answer must have the same.</param>
/// <param name="Value">What is asked.</param>
public sealed record ActorRequest<T>(Guid Correlation, T Value)
{
    /// <summary>The answer to the request.</summary>
    /// <param name="value">The answer; not <see langword="null"/>.</param>
    public ActorReply<TReply> Answer<TReply>(TReply value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new ActorReply<TReply>(Correlation, value, null);
    }

    /// <summary>Tells whoever asks that there is no answer.</summary>
    /// <param name="reason">Why, and what to do.</param>
    public ActorReply<TReply> Refuse<TReply>(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new ActorReply<TReply>(Correlation, default, reason);
    }
}
