using AkkaStreamProc.Operators;

namespace AkkaStreamProc.Actors.Exchange;

/// <summary>A channel did not deliver what was sent, in the order it was sent; the attempt cannot go on.</summary>
public sealed class ExchangeException(string message) : StreamProcessingException(message);
