using System.Globalization;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>One configuration as it is shown.</summary>
internal sealed record DescribedConfig(string Name, string Value, ConfigSource Source, TopicSettingKind Kind, string Documentation, bool ReadOnly)
{
    /// <summary>The names that configurations of topics have where they are the broker's.</summary>
    private static readonly (string TopicName, string BrokerName)[] BrokerNames =
    [
        ("cleanup.policy", "log.cleanup.policy"),
        ("compression.type", "compression.type"),
        ("delete.retention.ms", "log.cleaner.delete.retention.ms"),
        ("max.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms"),
        ("max.message.bytes", "message.max.bytes"),
        ("message.timestamp.after.max.ms", "log.message.timestamp.after.max.ms"),
        ("message.timestamp.before.max.ms", "log.message.timestamp.before.max.ms"),
        ("message.timestamp.type", "log.message.timestamp.type"),
        ("min.cleanable.dirty.ratio", "log.cleaner.min.cleanable.ratio"),
        ("min.compaction.lag.ms", "log.cleaner.min.compaction.lag.ms"),
        ("min.insync.replicas", "min.insync.replicas"),
        ("retention.bytes", "log.retention.bytes"),
        ("retention.ms", "log.retention.ms"),
        ("segment.bytes", "log.segment.bytes"),
        ("segment.ms", "log.roll.ms"),
        ("unclean.leader.election.enable", "unclean.leader.election.enable"),
    ];

    public static IEnumerable<DescribedConfig> OfTopic(Topic topic, EmbeddedKafkaOptions options) => TopicSettings.All.Select(setting => new DescribedConfig(
        setting.Name,
        TopicSettings.ValueOf(setting, topic.Configs, options.TopicDefaults),
        ConfigSources.Of(setting, topic.Configs, options.TopicDefaults),
        setting.Kind,
        setting.Documentation,
        ReadOnly: false));

    public static IEnumerable<DescribedConfig> OfBroker(EmbeddedKafkaOptions options, NodeAddress address) =>
    [
        Fixed("advertised.listeners", $"{Protocol(options)}://{address.Host}:{Text(address.Port)}", TopicSettingKind.Text, "Where clients connect to."),
        Fixed("auto.create.topics.enable", options.AutoCreateTopics ? "true" : "false", TopicSettingKind.Boolean, "Whether unknown topics are created when a client asks for them."),
        Fixed("broker.id", Text(NodeAddress.NodeId), TopicSettingKind.Int, "The number of this node."),
        Fixed("default.replication.factor", "1", TopicSettingKind.Int, "There is one node."),
        Fixed("delete.topic.enable", "true", TopicSettingKind.Boolean, "Whether topics can be deleted."),
        Fixed("group.initial.rebalance.delay.ms", "0", TopicSettingKind.Int, "How long a new group waits for more members, in milliseconds."),
        Fixed("log.retention.check.interval.ms", Text((long)options.RetentionCheckInterval.TotalMilliseconds), TopicSettingKind.Long, "How often retention and compaction are applied, in milliseconds."),
        Fixed("max.connections", Text(options.MaxConnections), TopicSettingKind.Int, "Connections served at a time."),
        Fixed("node.id", Text(NodeAddress.NodeId), TopicSettingKind.Int, "The number of this node."),
        Fixed("num.partitions", Text(options.DefaultPartitions), TopicSettingKind.Int, "Partitions of topics created without saying how many."),
        Fixed("offsets.topic.replication.factor", "1", TopicSettingKind.Int, "There is one node."),
        Fixed("producer.id.expiration.ms", Text((long)options.ProducerIdExpiration.TotalMilliseconds), TopicSettingKind.Int, "How long a producer is remembered that writes nothing, in milliseconds."),
        Fixed("socket.request.max.bytes", Text(options.MaxRequestBytes), TopicSettingKind.Int, "The largest request accepted, in bytes."),
        Fixed("transaction.max.timeout.ms", Text((int)options.TransactionMaxTimeout.TotalMilliseconds), TopicSettingKind.Int, "The longest time a producer may ask its transactions to be open, in milliseconds."),
        Fixed("transaction.state.log.replication.factor", "1", TopicSettingKind.Int, "There is one node."),
        Fixed("transactional.id.expiration.ms", Text((long)options.TransactionalIdExpiration.TotalMilliseconds), TopicSettingKind.Int, "How long a transactional id is remembered that nobody uses, in milliseconds."),
        .. BrokerNames.Select(pair => OfTopics(pair.TopicName, pair.BrokerName, options)),
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

    /// <summary>What the broker has for topics that do not set it themselves.</summary>
    private static DescribedConfig OfTopics(string topicName, string brokerName, EmbeddedKafkaOptions options)
    {
        TopicSetting setting = TopicSettings.Find(topicName)!;
        return Fixed(brokerName, TopicSettings.ValueOf(setting, TopicSettings.None, options.TopicDefaults), setting.Kind, setting.Documentation);
    }

    /// <summary>What clients set as <c>security.protocol</c>.</summary>
    private static string Protocol(EmbeddedKafkaOptions options) => (options.Users, options.Certificate) switch
    {
        (null, null) => "PLAINTEXT",
        (null, _) => "SSL",
        (_, null) => "SASL_PLAINTEXT",
        _ => "SASL_SSL",
    };

    private static DescribedConfig Fixed(string name, string value, TopicSettingKind kind, string documentation) =>
        new(name, value, ConfigSource.StaticBroker, kind, documentation, ReadOnly: true);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
