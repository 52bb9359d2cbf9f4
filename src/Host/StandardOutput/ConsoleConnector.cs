using AkkaStreamProc.Host.Terminals;
using AkkaStreamProc.Operators.Connectors;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Host.StandardOutput;

/// <summary>Writes records to standard output, one line each, and everything else to standard error.</summary>
internal sealed class ConsoleConnector(Terminal terminal) : IConnector
{
    public string Scheme => "console";

    public string AddressForm => "console";

    public ISource<T> CreateSource<T>(string address, IDeserializer<T> deserializer, SourceSettings settings) =>
        throw new StreamProcessingException("'console' is only for sinks. To read what another program writes, let it write a file and follow that.");

    public ISink<T> CreateSink<T>(string address, ISerializer<T> serializer)
    {
        if (address.Length > 0)
        {
            throw new StreamProcessingException($"'console:{address}' has an address, but there is only one console. Write 'console'.");
        }

        terminal.IsOutputForData = true;
        return new ConsoleSink<T>(terminal.Output, serializer);
    }
}
