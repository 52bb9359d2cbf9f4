namespace AkkaStreamProc.Connectors.Akka;

/// <summary>The answer of a job to a request. Made by <see cref="ActorRequest{T}"/>.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
/// <param name="Correlation">The request.</param>
/// <param name="Value">The answer; of no meaning where it is refused.</param>
/// <param name="Refusal">Why there is no answer, or <see langword="null"/>.</param>
public sealed record ActorReply<T>(Guid Correlation, T? Value, string? Refusal);
