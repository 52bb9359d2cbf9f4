using AkkaStreamProc.Operators.Connectors;

namespace AkkaStreamProc.Host.Jobs;

/// <summary>A connector with a note of the addresses a job uses.</summary>
internal sealed class RecordedConnector(IConnector connector, UsedAddresses used) : IConnector
{
    public string Scheme => connector.Scheme;

    public string AddressForm => connector.AddressForm;

    public ISource<T> CreateSource<T>(string address, IDeserializer<T> deserializer, SourceSettings settings)
    {
        used.AddSource(Scheme, address);
        return connector.CreateSource(address, deserializer, settings);
    }

    public ISink<T> CreateSink<T>(string address, ISerializer<T> serializer)
    {
        used.AddSink(Scheme, address);
        return connector.CreateSink(address, serializer);
    }
}
