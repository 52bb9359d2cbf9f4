using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Exchange;

namespace AkkaStreamProc;

/// <summary>A channel did not deliver what was sent, in the order it was sent; the attempt cannot go on.</summary>
public sealed class ExchangeException : StreamProcessingException
{
    /// <summary>Creates an error about a channel; the next attempt may go well.</summary>
    public ExchangeException(string message)
        : base(message) => IsTransient = true;
}
