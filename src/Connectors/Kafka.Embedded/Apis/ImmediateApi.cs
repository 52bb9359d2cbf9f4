using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>A request that is always answered, and without waiting for anything.</summary>
internal abstract class ImmediateApi(ApiKey key, short minVersion, short maxVersion, short flexibleFrom) : Api(key, minVersion, maxVersion, flexibleFrom)
{
    public sealed override ValueTask<bool> AnswerAsync(short version, WireReader request, WireWriter response, CancellationToken cancellation)
    {
        Answer(version, request, response);
        return ValueTask.FromResult(true);
    }

    protected abstract void Answer(short version, WireReader request, WireWriter response);
}
