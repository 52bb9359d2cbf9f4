using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Tells where the value of a topic's configuration comes from.</summary>
internal static class ConfigSources
{
    public static ConfigSource Of(TopicSetting setting, IReadOnlyDictionary<string, string> overrides, IReadOnlyDictionary<string, string> brokerDefaults)
    {
        if (overrides.ContainsKey(setting.Name))
        {
            return ConfigSource.Topic;
        }

        return brokerDefaults.ContainsKey(setting.Name) ? ConfigSource.StaticBroker : ConfigSource.BuiltIn;
    }
}
