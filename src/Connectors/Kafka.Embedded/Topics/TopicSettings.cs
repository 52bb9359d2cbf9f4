using System.Globalization;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

/// <summary>
/// The configurations of topics, those of Kafka 4.1 with its defaults, and what they mean for logs. Some cannot matter on one node without tiers and are only kept;
/// a name that is none, and a value that is none, is refused rather than ignored.
/// </summary>
internal static class TopicSettings
{
    public const string CleanupPolicy = "cleanup.policy";

    /// <summary>A topic without configurations of its own.</summary>
    public static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    private const string Kept = "Kept and shown; without effect in this broker.";
    private static readonly string Forever = long.MaxValue.ToString(CultureInfo.InvariantCulture);

    public static readonly IReadOnlyList<TopicSetting> All =
    [
        new(CleanupPolicy, "delete", TopicSettingKind.List, "'delete' lets old segments go, 'compact' keeps the newest record of each key; both may be given.", value => Elements(value) is { Length: > 0 } policies && policies.All(policy => policy is "delete" or "compact")),
        new("compression.gzip.level", "-1", TopicSettingKind.Int, Kept, IsInt(-1, 9)),
        new("compression.lz4.level", "9", TopicSettingKind.Int, Kept, IsInt(1, 17)),
        new("compression.type", "producer", TopicSettingKind.Text, "Kept and shown; batches are stored as they come.", value => value is "producer" or "uncompressed" or "gzip" or "snappy" or "lz4" or "zstd"),
        new("compression.zstd.level", "3", TopicSettingKind.Int, Kept, IsInt(-131072, 22)),
        new("delete.retention.ms", "86400000", TopicSettingKind.Long, "How long compaction keeps a record without a value after it has become the newest of its key, in milliseconds.", IsLong(0)),
        new("file.delete.delay.ms", "60000", TopicSettingKind.Long, Kept, IsLong(0)),
        new("flush.messages", Forever, TopicSettingKind.Long, "1 forces each batch to the disk before it is acknowledged; greater numbers leave it to the broker.", IsLong(1)),
        new("flush.ms", Forever, TopicSettingKind.Long, Kept, IsLong(0)),
        new("follower.replication.throttled.replicas", "", TopicSettingKind.List, Kept, _ => true),
        new("index.interval.bytes", "4096", TopicSettingKind.Int, Kept, IsInt(0)),
        new("leader.replication.throttled.replicas", "", TopicSettingKind.List, Kept, _ => true),
        new("local.retention.bytes", "-2", TopicSettingKind.Long, Kept, IsLong(-2)),
        new("local.retention.ms", "-2", TopicSettingKind.Long, Kept, IsLong(-2)),
        new("max.compaction.lag.ms", Forever, TopicSettingKind.Long, "Age at which a record is compacted however little there is to compact, in milliseconds.", IsLong(1)),
        new("max.message.bytes", "1048588", TopicSettingKind.Int, "Largest record batch accepted, in bytes.", IsInt(0)),
        new("message.timestamp.after.max.ms", "3600000", TopicSettingKind.Long, "How far timestamps may lie ahead of the broker's clock, in milliseconds.", IsLong(0)),
        new("message.timestamp.before.max.ms", Forever, TopicSettingKind.Long, "How far timestamps may lie behind the broker's clock, in milliseconds.", IsLong(0)),
        new("message.timestamp.type", "CreateTime", TopicSettingKind.Text, "CreateTime keeps the producer's timestamps, LogAppendTime sets the broker's.", value => value is "CreateTime" or "LogAppendTime"),
        new("min.cleanable.dirty.ratio", "0.5", TopicSettingKind.Double, "The part of a log that must be new before it is compacted.", IsRatio),
        new("min.compaction.lag.ms", "0", TopicSettingKind.Long, "Age below which a record is not compacted, in milliseconds.", IsLong(0)),
        new("min.insync.replicas", "1", TopicSettingKind.Int, "Kept and shown; the one node is always in sync.", IsInt(1)),
        new("preallocate", "false", TopicSettingKind.Boolean, Kept, IsBoolean),
        new("remote.log.copy.disable", "false", TopicSettingKind.Boolean, Kept, IsBoolean),
        new("remote.log.delete.on.disable", "false", TopicSettingKind.Boolean, Kept, IsBoolean),
        new("remote.storage.enable", "false", TopicSettingKind.Boolean, "Only 'false': there are no tiers.", value => value == "false"),
        new("retention.bytes", "-1", TopicSettingKind.Long, "Bytes a partition keeps before its oldest segment is deleted; -1 keeps all.", IsLong(-1)),
        new("retention.ms", "604800000", TopicSettingKind.Long, "Age at which a segment is deleted, in milliseconds, by the newest timestamp in it; -1 keeps all.", IsLong(-1)),
        new("segment.bytes", "1073741824", TopicSettingKind.Int, "Size at which a new segment file is begun, in bytes.", IsInt(14)),
        new("segment.index.bytes", "10485760", TopicSettingKind.Int, Kept, IsInt(4)),
        new("segment.jitter.ms", "0", TopicSettingKind.Long, Kept, IsLong(0)),
        new("segment.ms", "604800000", TopicSettingKind.Long, "Age at which the next batch begins a new segment file, in milliseconds.", IsLong(1)),
        new("unclean.leader.election.enable", "false", TopicSettingKind.Boolean, Kept, IsBoolean),
    ];

    private static readonly Dictionary<string, TopicSetting> ByName = All.ToDictionary(setting => setting.Name, StringComparer.Ordinal);

    /// <summary>The configuration of a name; null where there is none.</summary>
    public static TopicSetting? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The elements of a list.</summary>
    public static string[] Elements(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Why these configurations cannot be a topic's; null when they can.</summary>
    public static string? Complaint(IReadOnlyDictionary<string, string?> overrides)
    {
        foreach ((string name, string? value) in overrides)
        {
            TopicSetting? setting = Find(name);
            if (setting is null)
            {
                return $"There is no topic configuration '{name}'; there are {string.Join(", ", All.Select(known => known.Name))}.";
            }

            if (value is null || !setting.Accepts(value))
            {
                return $"'{value}' is not a value of {name}. {setting.Documentation}";
            }
        }

        return null;
    }

    /// <summary>The value in force: the topic's own, the broker's, or the built-in one.</summary>
    public static string ValueOf(TopicSetting setting, IReadOnlyDictionary<string, string> overrides, IReadOnlyDictionary<string, string> brokerDefaults) =>
        overrides.GetValueOrDefault(setting.Name) ?? brokerDefaults.GetValueOrDefault(setting.Name) ?? setting.Default;

    public static LogSettings ToLogSettings(IReadOnlyDictionary<string, string> overrides, IReadOnlyDictionary<string, string> brokerDefaults, bool flushEveryAppend)
    {
        string Value(string name) => ValueOf(ByName[name], overrides, brokerDefaults);
        long Number(string name) => long.Parse(Value(name), CultureInfo.InvariantCulture);
        string[] policies = Elements(Value(CleanupPolicy));
        return new LogSettings
        {
            MaxBatchBytes = (int)Number("max.message.bytes"),
            SegmentBytes = (int)Number("segment.bytes"),
            SegmentMs = Number("segment.ms"),
            RetentionMs = policies.Contains("delete") ? Number("retention.ms") : -1,
            RetentionBytes = policies.Contains("delete") ? Number("retention.bytes") : -1,
            Compacts = policies.Contains("compact"),
            MinCompactionLagMs = Number("min.compaction.lag.ms"),
            MaxCompactionLagMs = Number("max.compaction.lag.ms"),
            TombstoneRetentionMs = Number("delete.retention.ms"),
            MinDirtyRatio = double.Parse(Value("min.cleanable.dirty.ratio"), CultureInfo.InvariantCulture),
            AppendTime = Value("message.timestamp.type") == "LogAppendTime",
            MaxTimestampAgeMs = Number("message.timestamp.before.max.ms"),
            MaxTimestampAheadMs = Number("message.timestamp.after.max.ms"),
            FlushEveryAppend = flushEveryAppend || Number("flush.messages") == 1,
        };
    }

    private static bool IsBoolean(string value) => value is "true" or "false";

    private static bool IsRatio(string value) => double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double ratio) && ratio is >= 0 and <= 1;

    private static Func<string, bool> IsInt(int least, int most = int.MaxValue) =>
        value => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most;

    private static Func<string, bool> IsLong(long least) =>
        value => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least;
}
