namespace AkkaStreamProc.Connectors.Kafka.Internal.Client;

/// <summary>What may be allowed or not, by the numbers that it has in the protocol and in librdkafka.</summary>
internal enum AclOperation
{
    Read = 3,
    Write = 4,
    Describe = 8,
    DescribeConfigs = 10,
}
