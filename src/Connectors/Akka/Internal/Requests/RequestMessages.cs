namespace AkkaStreamProc.Connectors.Akka.Internal.Requests;

/// <summary>What a request gate is told besides requests.</summary>
internal static class RequestMessages
{
    /// <summary>A request with a time of its own.</summary>
    public sealed record Asked<T>(Guid Correlation, T Value, TimeSpan Timeout);

    /// <summary>Nobody waits for the answer any more.</summary>
    public sealed record Withdrawn(Guid Correlation);

    /// <summary>Answers of the job.</summary>
    public sealed record Answered<T>(IReadOnlyList<ActorReply<T>> Replies);
}
