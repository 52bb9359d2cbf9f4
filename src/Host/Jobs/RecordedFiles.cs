using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Connectors;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Host.Jobs;

/// <summary>Files, with a note of the directories a job writes into: a job that starts anew finds its old output there.</summary>
internal sealed class RecordedFiles(ISet<string> sinkDirectories) : IConnector
{
    private readonly FilesConnector _files = new();

    public string Scheme => _files.Scheme;

    public string AddressForm => _files.AddressForm;

    public ISource<T> CreateSource<T>(string address, IDeserializer<T> deserializer, SourceSettings settings) =>
        _files.CreateSource(address, deserializer, settings);

    public ISink<T> CreateSink<T>(string address, ISerializer<T> serializer)
    {
        var sink = _files.CreateSink(address, serializer);
        sinkDirectories.Add(address);
        return sink;
    }
}
