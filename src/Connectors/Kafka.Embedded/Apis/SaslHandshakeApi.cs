using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Agrees on the way to authenticate: PLAIN, where the broker has users at all.</summary>
internal sealed class SaslHandshakeApi(EmbeddedKafkaOptions options) : ImmediateApi(ApiKey.SaslHandshake, 1, 1, flexibleFrom: short.MaxValue)
{
    private const string Plain = "PLAIN";

    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string mechanism = request.ReadString();
        ErrorCode error = options.Users is null ? ErrorCode.IllegalSaslState
            : mechanism == Plain ? ErrorCode.None
            : ErrorCode.UnsupportedSaslMechanism;
        request.Session.SaslMechanism = error == ErrorCode.None ? mechanism : null;
        response.WriteError(error);
        response.WriteArrayLength(options.Users is null ? 0 : 1);
        if (options.Users is not null)
        {
            response.WriteString(Plain);
        }
    }
}
