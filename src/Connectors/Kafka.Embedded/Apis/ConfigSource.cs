namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Where a configuration's value comes from, by the protocol's numbers.</summary>
internal enum ConfigSource : sbyte
{
    Topic = 1,
    StaticBroker = 4,
    BuiltIn = 5,
}
