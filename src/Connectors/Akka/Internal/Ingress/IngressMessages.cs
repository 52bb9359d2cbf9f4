namespace AkkaStreamProc.Connectors.Akka.Internal.Ingress;

/// <summary>What the reader of an attempt tells an ingress. Within one process.</summary>
internal static class IngressMessages
{
    /// <summary>In the checkpoint that the job continues from the input has ended; nobody will attach.</summary>
    /// <param name="Incarnation">Of which ingress the position is.</param>
    /// <param name="Position">Where the input ended.</param>
    public sealed record HasEnded(string Incarnation, long Position);

    /// <summary>Begins to read.</summary>
    /// <param name="Reader">The reader; every later message of it carries it too.</param>
    public sealed record Attach<T>(IngressSplit<T> Reader);

    /// <summary>Asks for one batch, or the end.</summary>
    public sealed record Pull<T>(IngressSplit<T> Reader);

    /// <summary>A checkpoint is complete that contains the records before a position.</summary>
    public sealed record Confirm<T>(IngressSplit<T> Reader, long Position, bool IsFinished);

    /// <summary>Ends reading.</summary>
    public sealed record Detach<T>(IngressSplit<T> Reader);
}
