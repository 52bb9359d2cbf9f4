using AkkaStreamProc.Operators.Connectors;
using AkkaStreamProc.TestKit.Harnesses;

namespace AkkaStreamProc.TestKit.Jobs;

/// <summary>Has every address, and nothing behind it: what a job makes of its addresses is replaced by the test.</summary>
internal sealed class TestConnector : IConnector
{
    public string Scheme => "test";

    public string AddressForm => "test:";

    public ISource<T> CreateSource<T>(string address, IDeserializer<T> deserializer, SourceSettings settings) => new IdleSource<T>();

    public ISink<T> CreateSink<T>(string address, ISerializer<T> serializer) => new IdleSink<T>();
}
