
namespace AkkaStreamProc.Connectors.Akka;

/// <summary>Records could not be taken from, or given to, an actor or an Akka.Streams graph.</summary>
public sealed class AkkaConnectorException : StreamProcessingException
{
    /// <summary>Creates an error about one source or sink.</summary>
    /// <param name="name">The name of the source or sink.</param>
    /// <param name="message">What was attempted, on what, and what to do.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public AkkaConnectorException(string name, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Name = name;
    }

    /// <summary>The name of the source or sink.</summary>
    public string Name { get; }
}
