using System.Globalization;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>One configuration as it is shown.</summary>
internal sealed record DescribedConfig(string Name, string Value, ConfigSource Source, TopicSettingKind Kind, string Documentation, bool ReadOnly)
{
    public static IEnumerable<DescribedConfig> OfTopic(Topic topic, EmbeddedKafkaOptions options) => TopicSettings.All.Select(setting => new DescribedConfig(
        setting.Name,
        TopicSettings.ValueOf(setting, topic.Configs, options.TopicDefaults),
        ConfigSources.Of(setting, topic.Configs, options.TopicDefaults),
        setting.Kind,
        setting.Documentation,
        ReadOnly: false));

    public static IEnumerable<DescribedConfig> OfBroker(EmbeddedKafkaOptions options) =>
    [
        Fixed("auto.create.topics.enable", options.AutoCreateTopics ? "true" : "false", TopicSettingKind.Boolean, "Whether unknown topics are created when a client asks for them."),
        Fixed("broker.id", Text(NodeAddress.NodeId), TopicSettingKind.Int, "The number of this node."),
        Fixed("default.replication.factor", "1", TopicSettingKind.Int, "There is one node."),
        Fixed("max.connections", Text(options.MaxConnections), TopicSettingKind.Int, "Connections served at a time."),
        Fixed("num.partitions", Text(options.DefaultPartitions), TopicSettingKind.Int, "Partitions of topics created without saying how many."),
        Fixed("socket.request.max.bytes", Text(options.MaxRequestBytes), TopicSettingKind.Int, "The largest request accepted, in bytes."),
        Fixed("transaction.max.timeout.ms", Text((int)options.TransactionMaxTimeout.TotalMilliseconds), TopicSettingKind.Int, "The longest time a producer may ask its transactions to be open, in milliseconds."),
    ];

    public void Write(short version, WireWriter response)
    {
        response.WriteString(Name);
        response.WriteString(Value);
        response.WriteBoolean(ReadOnly);
        if (version == 0)
        {
            response.WriteBoolean(Source != ConfigSource.Topic);
        }
        else
        {
            response.WriteInt8((sbyte)Source);
        }

        response.WriteBoolean(false); // Sensitive.
        if (version >= 1)
        {
            response.WriteArrayLength(0); // Synonyms.
        }

        if (version >= 3)
        {
            response.WriteInt8((sbyte)Kind);
            response.WriteString(Documentation);
        }

        response.WriteTags();
    }

    private static DescribedConfig Fixed(string name, string value, TopicSettingKind kind, string documentation) =>
        new(name, value, ConfigSource.StaticBroker, kind, documentation, ReadOnly: true);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
