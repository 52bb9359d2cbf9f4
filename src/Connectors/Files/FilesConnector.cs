using AkkaStreamProc.Connectors.Files.Internal;
using AkkaStreamProc.Operators.Connectors;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files;

/// <summary>Reads and writes files: <c>file:clicks.jsonl</c>, <c>file:logs/*.csv</c>, <c>file:out</c>.</summary>
/// <remarks>
/// A source is a file or a pattern (see <see cref="FileSource{T}"/>), a sink is a directory
/// (see <see cref="FileSink{T}"/>). Files are bounded unless they are to be followed.
/// </remarks>
public sealed class FilesConnector : IConnector
{
    /// <inheritdoc/>
    public string Scheme => "file";

    /// <inheritdoc/>
    public string AddressForm => "file:PATH";

    /// <inheritdoc/>
    public ISource<T> CreateSource<T>(string address, IDeserializer<T> deserializer, SourceSettings settings)
    {
        if (string.IsNullOrWhiteSpace(address))
        {
            throw new FilesException(address, "The address 'file:' names no file. Give a file or a pattern: 'file:clicks.jsonl', 'file:logs/*.csv'.");
        }

        if (settings is { IsBounded: true, IsFollowing: true })
        {
            throw new FilesException(address, $"'file:{address}' cannot be followed as it grows and end at what is there now. Ask for one of the two.");
        }

        return new FileSource<T>(address, deserializer, new FileSourceOptions { IsFollowing = settings.IsFollowing });
    }

    /// <inheritdoc/>
    public ISink<T> CreateSink<T>(string address, ISerializer<T> serializer)
    {
        if (string.IsNullOrWhiteSpace(address) || FilePattern.HasWildcard(address))
        {
            throw new FilesException(address, $"'file:{address}' does not name a directory to write into. Give one, without wildcards: 'file:out'.");
        }

        return new FileSink<T>(address, serializer);
    }
}
