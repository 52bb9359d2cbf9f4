using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

/// <summary>How a request about one resource ended, in the protocol's words.</summary>
/// <param name="Error">The code; none for success.</param>
/// <param name="Message">One sentence for the person at the client; null for success.</param>
internal readonly record struct Outcome(ErrorCode Error, string? Message)
{
    public static readonly Outcome Success = new(ErrorCode.None, null);

    /// <summary>The disk refused.</summary>
    public static readonly Outcome NotWritten = new(ErrorCode.StorageError, "The broker's disk refused the change; the broker's reports say why.");

    public bool IsSuccess => Error == ErrorCode.None;
}
