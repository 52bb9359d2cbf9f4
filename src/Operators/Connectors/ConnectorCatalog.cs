using AkkaStreamProc.Operators.Connectors;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc;

/// <summary>The connectors a process has, by the scheme of their addresses.</summary>
/// <remarks>Immutable.</remarks>
public sealed class ConnectorCatalog
{
    private readonly Dictionary<string, IConnector> _byScheme;
    private readonly IConnector? _any;

    /// <summary>Creates a catalog.</summary>
    /// <exception cref="StreamProcessingException">Two connectors claim the same scheme.</exception>
    public ConnectorCatalog(params IReadOnlyList<IConnector> connectors)
    {
        _byScheme = new Dictionary<string, IConnector>(StringComparer.OrdinalIgnoreCase);
        foreach (var connector in connectors)
        {
            if (!_byScheme.TryAdd(connector.Scheme, connector))
            {
                throw new StreamProcessingException($"Two connectors claim the addresses '{connector.Scheme}:'. Register one of them.");
            }
        }
    }

    /// <summary>A catalog in which one connector has every address, for tests.</summary>
    internal ConnectorCatalog(IConnector any)
    {
        _byScheme = [];
        _any = any;
    }

    /// <summary>The connectors, in the order of their schemes.</summary>
    public IEnumerable<IConnector> Connectors => _byScheme.Values.OrderBy(c => c.Scheme, StringComparer.Ordinal);

    /// <summary>Makes the source at an address.</summary>
    /// <param name="uri">Scheme, colon, address: <c>kafka:localhost:9092/clicks</c>.</param>
    /// <param name="deserializer">Decodes the records.</param>
    /// <param name="settings">What is asked of the source.</param>
    /// <exception cref="StreamProcessingException">No connector has the scheme, or the address has the wrong form.</exception>
    public ISource<T> CreateSource<T>(string uri, IDeserializer<T> deserializer, SourceSettings settings)
    {
        var (connector, address) = Resolve(uri);
        return connector.CreateSource(address, deserializer, settings);
    }

    /// <summary>Makes the sink at an address.</summary>
    /// <inheritdoc cref="CreateSource{T}" path="/exception"/>
    public ISink<T> CreateSink<T>(string uri, ISerializer<T> serializer)
    {
        var (connector, address) = Resolve(uri);
        return connector.CreateSink(address, serializer);
    }

    private (IConnector Connector, string Address) Resolve(string uri)
    {
        if (_any is not null)
        {
            return (_any, uri);
        }

        var colon = uri.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 0 ? uri : uri[..colon];
        if (_byScheme.TryGetValue(scheme, out var connector))
        {
            return (connector, colon < 0 ? "" : uri[(colon + 1)..]);
        }

        var known = string.Join(", ", Connectors.Select(c => c.AddressForm));
        throw new StreamProcessingException($"No connector for '{uri}'. Addresses have one of these forms: {known}.");
    }
}
