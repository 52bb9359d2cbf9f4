using Akka.Configuration;
using Akka.Event;
using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Host.Logging;

namespace AkkaStreamProc.Host.Settings;

/// <summary>The settings of <c>hocon/host.conf</c>, understood.</summary>
internal sealed record HostSettings
{
    private const string Section = UnknownSettings.Section + ".host";

    private HostSettings(Config all, SettingReader host)
    {
        All = all;
        DataDirectory = host.Text("data-dir");
        UsesSqlite = host.Choice("store", ("sqlite", true), ("config", false));
        ChecksStore = host.Flag("check-store");
        StopTimeout = host.Duration("stop-timeout");
        LogLevel = host.LogLevel("log.level");
        AkkaLogLevel = host.LogLevel("log.akka-level");
        LogFormat = host.Choice("log.format", ("text", LogFormat.Text), ("json", LogFormat.Json));
        StatusInterval = host.Duration("status.interval");
        RedirectedStatusInterval = host.Duration("status.redirected-interval");
        Parallelism = host.Number("job.parallelism");
        MaxParallelism = host.Number("job.max-parallelism");
        Job = ReadJob(host);
        KafkaGuarantee = host.Choice(
            "kafka.guarantee",
            ("none", DeliveryGuarantee.None),
            ("at-least-once", DeliveryGuarantee.AtLeastOnce),
            ("exactly-once", DeliveryGuarantee.ExactlyOnce));
        KafkaTransactionTimeout = host.Duration("kafka.transaction-timeout");
        KafkaMissingOffset = host.Choice(
            "kafka.missing-offset",
            ("fail", KafkaMissingOffset.Fails),
            ("earliest", KafkaMissingOffset.ContinuesAtEarliest),
            ("latest", KafkaMissingOffset.ContinuesAtLatest));
        KafkaMissingTopic = host.Choice("kafka.missing-topic", ("fail", KafkaMissingTopic.Fails), ("wait", KafkaMissingTopic.Waits));
        KafkaTimestamp = host.Choice("kafka.timestamp", ("written-at", KafkaTimestamp.WrittenAt), ("event-time", KafkaTimestamp.EventTime));
        KafkaProperties = ReadProperties(all, $"{Section}.kafka.properties");
    }

    /// <summary>Everything, the settings of Akka included.</summary>
    public Config All { get; }

    /// <summary>The folder of the jobs' folders.</summary>
    public string DataDirectory { get; }

    public bool UsesSqlite { get; }

    public bool ChecksStore { get; }

    public TimeSpan StopTimeout { get; }

    public LogLevel LogLevel { get; }

    public LogLevel AkkaLogLevel { get; }

    public LogFormat LogFormat { get; }

    public TimeSpan StatusInterval { get; }

    public TimeSpan RedirectedStatusInterval { get; }

    public int Parallelism { get; }

    public int MaxParallelism { get; }

    public JobSettings Job { get; }

    public DeliveryGuarantee KafkaGuarantee { get; }

    public TimeSpan KafkaTransactionTimeout { get; }

    public KafkaMissingOffset KafkaMissingOffset { get; }

    public KafkaMissingTopic KafkaMissingTopic { get; }

    public KafkaTimestamp KafkaTimestamp { get; }

    public IReadOnlyDictionary<string, string> KafkaProperties { get; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="HostException">A value is impossible; names the setting.</exception>
    public static HostSettings Read(Config all) => new(all, new SettingReader(all, Section));

    private static JobSettings ReadJob(SettingReader host) => new()
    {
        CheckpointInterval = host.Duration("job.checkpoint-interval"),
        CheckpointTimeout = host.Duration("job.checkpoint-timeout"),
        TolerableCheckpointFailures = host.Number("job.tolerable-checkpoint-failures", min: 0),
        RetainedCheckpoints = host.Number("job.retained-checkpoints"),
        DeployTimeout = host.Duration("job.deploy-timeout"),
        BlockedAfter = host.Duration("job.blocked-after"),
        SilenceLimit = host.Duration("job.silence-limit"),
        AnswerTimeout = host.Duration("job.answer-timeout"),
        ChannelCredit = host.Number("job.channel-credit"),
        ChannelBytes = host.Number("job.channel-bytes"),
        FlushInterval = host.Duration("job.flush-interval"),
        WatermarkInterval = host.Duration("job.watermark-interval"),
        Restart = RestartStrategy.ExponentialDelay(
            host.Duration("job.restart.initial-delay"),
            host.Duration("job.restart.max-delay"),
            host.Duration("job.restart.reset-after"),
            host.Number("job.restart.max-failures", min: 0)),
    };

    /// <summary>The names of librdkafka have dots, which HOCON takes for levels.</summary>
    private static Dictionary<string, string> ReadProperties(Config all, string path) =>
        SettingPaths.Below(all, path)
            .Where(p => !p.IsObject)
            .ToDictionary(p => p.Path[(path.Length + 1)..].Replace("\"", "", StringComparison.Ordinal), p => all.GetString(p.Path));
}
