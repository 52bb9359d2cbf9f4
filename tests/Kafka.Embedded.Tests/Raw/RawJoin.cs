using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Raw;

/// <summary>The answer to a wish to join a group.</summary>
internal sealed record RawJoin(ErrorCode Error, int Generation, string Protocol, string Leader, string MemberId, int Members);
