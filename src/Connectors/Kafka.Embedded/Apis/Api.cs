using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>One kind of request: reads its body and writes the body of the answer. One instance serves all connections.</summary>
/// <param name="key">The request's number.</param>
/// <param name="minVersion">The oldest version of the layout it reads.</param>
/// <param name="maxVersion">The newest.</param>
/// <param name="flexibleFrom">The first version with compact lengths and tagged fields.</param>
internal abstract class Api(ApiKey key, short minVersion, short maxVersion, short flexibleFrom)
{
    public ApiKey Key => key;

    public short MinVersion => minVersion;

    public short MaxVersion => maxVersion;

    public bool Supports(short version) => version >= minVersion && version <= maxVersion;

    public bool IsFlexible(short version) => version >= flexibleFrom;

    /// <summary>Answers one request; both bodies are in the layout of <paramref name="version"/>.</summary>
    /// <returns>Whether there is an answer to send.</returns>
    /// <exception cref="WireFormatException">The body does not follow the layout.</exception>
    public abstract ValueTask<bool> AnswerAsync(short version, WireReader request, WireWriter response, CancellationToken cancellation);
}
