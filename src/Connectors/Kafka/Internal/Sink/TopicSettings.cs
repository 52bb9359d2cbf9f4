using System.Globalization;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink;

/// <summary>The settings of an output topic, and what follows from them for what a sink writes. Decides, asks nobody.</summary>
/// <param name="topic">The name of the topic.</param>
/// <param name="bootstrap">The brokers, for the commands in messages.</param>
/// <param name="replicationFactor">How many brokers hold a record.</param>
/// <param name="configs">The settings by name; empty where the brokers do not tell them.</param>
internal sealed class TopicSettings(string topic, string bootstrap, int replicationFactor, IReadOnlyDictionary<string, string> configs)
{
    private const string TimestampAdvice = "Set Timestamp of the sink to WrittenAt, or raise the setting of the topic.";

    /// <summary>What a batch needs besides its records, generously.</summary>
    private const int BatchOverhead = 512;

    /// <summary>The largest batch that the library forms unless told otherwise.</summary>
    private const int LibraryBatchSize = 1_000_000;

    private readonly long _maxAhead = TimestampBound(configs, "message.timestamp.after.max.ms");
    private readonly long _maxBehind = TimestampBound(configs, "message.timestamp.before.max.ms");

    /// <summary>How many bytes a batch may have, or <see langword="null"/> where the library's bound is below it anyway.</summary>
    public int? BatchSize => Number("max.message.bytes") is { } max && max - BatchOverhead < LibraryBatchSize ? (int)Math.Max(1, max - BatchOverhead) : null;

    /// <summary>Why the brokers will take no record of this sink, or <see langword="null"/>.</summary>
    public string? Obstacle(bool hasKeys) => IsCompacted && !hasKeys
        ? $"The topic '{topic}' is compacted (cleanup.policy={configs["cleanup.policy"]}), so its brokers refuse records without keys, and the sink writes none. "
            + $"Set Key of the sink, or keep all records: {Alter("cleanup.policy=delete")}"
        : null;

    /// <summary>What the operator of the job should know before records are lost that way.</summary>
    /// <param name="datesItself">Whether the sink dates records by event time or a selector, rather than when they are written.</param>
    /// <param name="guarantee">What the sink promises.</param>
    public IEnumerable<string> Warnings(bool datesItself, DeliveryGuarantee guarantee)
    {
        var isDatedByBroker = Text("message.timestamp.type") == "LogAppendTime";
        if (datesItself && isDatedByBroker)
        {
            yield return $"The topic '{topic}' dates records itself (message.timestamp.type=LogAppendTime): the timestamps of the sink are replaced. "
                + $"To keep them: {Alter("message.timestamp.type=CreateTime")}";
        }

        if (datesItself && !isDatedByBroker && Text("cleanup.policy")?.Contains("delete", StringComparison.Ordinal) == true
            && Number("retention.ms") is { } retention && retention >= 0)
        {
            yield return $"The topic '{topic}' deletes records that are dated more than {Span(retention)} ago (retention.ms={retention}), however lately they were written, "
                + "and the sink dates them by their event time: replayed history may be deleted at once. "
                + $"Set Timestamp of the sink to WrittenAt, or keep old records: {Alter("retention.ms=-1")}";
        }

        if (guarantee != DeliveryGuarantee.None && replicationFactor > 1 && Number("min.insync.replicas") is 1)
        {
            yield return $"The topic '{topic}' is held by {replicationFactor} brokers, and one of them may confirm a record alone (min.insync.replicas=1): "
                + $"what it confirmed is lost with it. To prevent that: {Alter("min.insync.replicas=2")}";
        }
    }

    /// <summary>Why the brokers refuse a record for good, as far as the settings tell; or <see langword="null"/>.</summary>
    /// <param name="record">The record.</param>
    /// <param name="nowMs">The clock.</param>
    public string? Refusal(in EncodedRecord record, long nowMs)
    {
        if (record.Timestamp == RecordBatch.NoTimestamp)
        {
            return null;
        }

        if (record.Timestamp > nowMs && record.Timestamp - _maxAhead > nowMs)
        {
            return $"Its timestamp {Date(record.Timestamp)} is more than {Span(_maxAhead)} ahead of the clock (message.timestamp.after.max.ms={_maxAhead}). {TimestampAdvice}";
        }

        return _maxBehind < long.MaxValue && record.Timestamp < nowMs - _maxBehind
            ? $"Its timestamp {Date(record.Timestamp)} is more than {Span(_maxBehind)} behind the clock (message.timestamp.before.max.ms={_maxBehind}). {TimestampAdvice}"
            : null;
    }

    private bool IsCompacted => Text("cleanup.policy")?.Contains("compact", StringComparison.Ordinal) == true;

    private string? Text(string name) => configs.GetValueOrDefault(name);

    private long? Number(string name) => Number(configs, name);

    private static long? Number(IReadOnlyDictionary<string, string> configs, string name) =>
        long.TryParse(configs.GetValueOrDefault(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    // Where the broker dates records, it judges no timestamps.
    private static long TimestampBound(IReadOnlyDictionary<string, string> configs, string name) =>
        configs.GetValueOrDefault("message.timestamp.type") != "LogAppendTime" && Number(configs, name) is { } bound && bound >= 0 ? bound : long.MaxValue;

    private string Alter(string config) =>
        $"kafka-configs --bootstrap-server {bootstrap} --alter --entity-type topics --entity-name '{topic}' --add-config {config}";

    private static string Date(long timestampMs) =>
        timestampMs is >= -62_135_596_800_000 and <= 253_402_300_799_999
            ? DateTimeOffset.FromUnixTimeMilliseconds(timestampMs).ToString("O", CultureInfo.InvariantCulture)
            : timestampMs.ToString(CultureInfo.InvariantCulture);

    private static string Span(long milliseconds)
    {
        var span = TimeSpan.FromMilliseconds(milliseconds);
        return span.TotalDays >= 1 ? $"{span.TotalDays:0.#} days" : span.TotalHours >= 1 ? $"{span.TotalHours:0.#} h" : $"{span.TotalSeconds:0.#} s";
    }
}
