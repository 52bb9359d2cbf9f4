using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>What a member is to do in this generation, or why there is nothing.</summary>
internal sealed record SyncAnswer(ErrorCode Error, string? ProtocolType, string? Protocol, byte[] Assignment)
{
    public static SyncAnswer Refused(ErrorCode error) => new(error, null, null, []);
}
