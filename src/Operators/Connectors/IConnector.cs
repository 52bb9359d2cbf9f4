using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Operators.Connectors;

/// <summary>Makes sources and sinks of one outside system from addresses such as <c>file:clicks.jsonl</c>.</summary>
/// <remarks>
/// A job that takes its addresses from the command line asks a <see cref="ConnectorCatalog"/> and so runs on any
/// system that has a connector. A job that is bound to one system uses that connector's own types, which can do more.
/// </remarks>
public interface IConnector
{
    /// <summary>What stands before the colon of an address, in lower case: <c>file</c>.</summary>
    string Scheme { get; }

    /// <summary>One line on the form of the addresses, for help and errors: <c>kafka:BOOTSTRAP/TOPIC</c>.</summary>
    string AddressForm { get; }

    /// <summary>Makes a source.</summary>
    /// <exception cref="StreamProcessingException">The address has another form, or the system offers no sources.</exception>
    ISource<T> CreateSource<T>(string address, IDeserializer<T> deserializer, SourceSettings settings);

    /// <summary>Makes a sink.</summary>
    /// <exception cref="StreamProcessingException">The address has another form, or the system offers no sinks.</exception>
    ISink<T> CreateSink<T>(string address, ISerializer<T> serializer);
}
