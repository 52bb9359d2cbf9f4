using System.Globalization;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

/// <summary>The configurations a topic understands, and what they mean for its logs. Anything else is refused rather than ignored.</summary>
internal static class TopicSettings
{
    private static readonly string Forever = long.MaxValue.ToString(CultureInfo.InvariantCulture);

    public static readonly IReadOnlyList<TopicSetting> All =
    [
        new("cleanup.policy", "delete", TopicSettingKind.List, "Only 'delete': this broker does not compact.", value => value == "delete"),
        new("compression.type", "producer", TopicSettingKind.Text, "Only 'producer': batches are kept as they come.", value => value == "producer"),
        new("max.message.bytes", "1048588", TopicSettingKind.Int, "Largest record batch accepted, in bytes.", IsInt(0)),
        new("message.timestamp.after.max.ms", Forever, TopicSettingKind.Long, "How far timestamps may lie ahead of the broker's clock, in milliseconds.", IsLong(0)),
        new("message.timestamp.before.max.ms", Forever, TopicSettingKind.Long, "How far timestamps may lie behind the broker's clock, in milliseconds.", IsLong(0)),
        new("message.timestamp.type", "CreateTime", TopicSettingKind.Text, "CreateTime keeps the producer's timestamps, LogAppendTime sets the broker's.", value => value is "CreateTime" or "LogAppendTime"),
        new("min.insync.replicas", "1", TopicSettingKind.Int, "Only 1: there is one node.", value => value == "1"),
        new("retention.bytes", "-1", TopicSettingKind.Long, "Bytes a partition keeps before its oldest segment is deleted; -1 keeps all.", IsLong(-1)),
        new("retention.ms", "-1", TopicSettingKind.Long, "Age at which a segment is deleted, in milliseconds; -1 keeps all.", IsLong(-1)),
        new("segment.bytes", "1073741824", TopicSettingKind.Int, "Size at which a new segment file is begun, in bytes.", IsInt(14)),
    ];

    /// <summary>Why these configurations cannot be a topic's; null when they can.</summary>
    public static string? Complaint(IReadOnlyDictionary<string, string?> overrides)
    {
        foreach ((string name, string? value) in overrides)
        {
            TopicSetting? setting = All.FirstOrDefault(candidate => candidate.Name == name);
            if (setting is null)
            {
                return $"The embedded broker has no topic configuration '{name}'; it has {string.Join(", ", All.Select(known => known.Name))}.";
            }

            if (value is null || !setting.Accepts(value))
            {
                return $"'{value}' is no value for {name}. {setting.Documentation}";
            }
        }

        return null;
    }

    /// <summary>The value in force: the topic's own, the broker's, or the built-in one.</summary>
    public static string ValueOf(TopicSetting setting, IReadOnlyDictionary<string, string> overrides, IReadOnlyDictionary<string, string> brokerDefaults) =>
        overrides.GetValueOrDefault(setting.Name) ?? brokerDefaults.GetValueOrDefault(setting.Name) ?? setting.Default;

    public static LogSettings ToLogSettings(IReadOnlyDictionary<string, string> overrides, IReadOnlyDictionary<string, string> brokerDefaults, bool flushEveryAppend)
    {
        string Value(string name) => ValueOf(All.First(setting => setting.Name == name), overrides, brokerDefaults);
        long Number(string name) => long.Parse(Value(name), CultureInfo.InvariantCulture);
        return new LogSettings
        {
            MaxBatchBytes = (int)Number("max.message.bytes"),
            SegmentBytes = (int)Number("segment.bytes"),
            RetentionMs = Number("retention.ms"),
            RetentionBytes = Number("retention.bytes"),
            AppendTime = Value("message.timestamp.type") == "LogAppendTime",
            MaxTimestampAgeMs = Number("message.timestamp.before.max.ms"),
            MaxTimestampAheadMs = Number("message.timestamp.after.max.ms"),
            FlushEveryAppend = flushEveryAppend,
        };
    }

    private static Func<string, bool> IsInt(int least) =>
        value => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least;

    private static Func<string, bool> IsLong(long least) =>
        value => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least;
}
