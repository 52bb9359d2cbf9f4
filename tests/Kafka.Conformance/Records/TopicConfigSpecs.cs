using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace AkkaStreamProc.Kafka.Conformance.Records;

public sealed class TopicConfigSpecs
{
    private const int HourMs = 3_600_000;

    [Theory, OnBrokers]
    public async Task Record_from_the_far_future_is_refused_and_one_of_the_next_minutes_is_not(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Producer();

        await WriteAsync(producer, topic, aheadMs: HourMs / 2);
        var refused = await Should.ThrowAsync<ProduceException<string?, string?>>(() => WriteAsync(producer, topic, aheadMs: 2 * HourMs));

        refused.Error.Code.ShouldBe(ErrorCode.InvalidTimestamp);
    }

    [Theory, OnBrokers]
    public async Task Record_from_the_far_future_is_taken_where_the_topic_allows_it(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(1, ("message.timestamp.after.max.ms", "9223372036854775807"));
        using IProducer<string?, string?> producer = work.Producer();

        await WriteAsync(producer, topic, aheadMs: 100L * 24 * HourMs);

        work.RecordsToEnd(topic).ShouldHaveSingleItem();
    }

    [Theory, OnBrokers]
    public async Task Usual_configs_are_accepted_and_shown(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        (string Name, string Value)[] configs =
        [
            ("cleanup.policy", "compact,delete"), ("compression.type", "lz4"), ("min.insync.replicas", "1"), ("segment.ms", "3600000"), ("segment.index.bytes", "1000000"),
            ("flush.ms", "10000"), ("file.delete.delay.ms", "1000"), ("unclean.leader.election.enable", "false"), ("min.compaction.lag.ms", "5"), ("preallocate", "false"),
        ];
        string topic = await work.CreateTopicAsync(1, configs);

        Dictionary<string, ConfigEntryResult> shown = await ShowAsync(work, topic);

        configs.ShouldAllBe(config => shown[config.Name].Value == config.Value);
    }

    [Theory]
    [OnBrokers("retention.ms", "604800000")]
    [OnBrokers("message.timestamp.after.max.ms", "3600000")]
    [OnBrokers("message.timestamp.before.max.ms", "9223372036854775807")]
    [OnBrokers("max.message.bytes", "1048588")]
    [OnBrokers("delete.retention.ms", "86400000")]
    [OnBrokers("cleanup.policy", "delete")]
    [OnBrokers("segment.ms", "604800000")]
    public async Task Config_that_nobody_set_is_shown_with_its_default(Brokers brokers, string name, string value)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();

        Dictionary<string, ConfigEntryResult> shown = await ShowAsync(work, topic);

        shown[name].Value.ShouldBe(value, "unless the brokers have been set up with another");
        shown.Count.ShouldBeGreaterThan(30, "all are shown");
    }

    [Theory, OnBrokers]
    public async Task Elements_of_a_list_can_be_appended_and_taken_away(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        ConfigResource resource = Topic(topic);

        await work.DoAsync("alter configs", admin => admin.IncrementalAlterConfigsAsync(new() { [resource] = [Change("cleanup.policy", "compact", AlterConfigOpType.Append)] }));
        await Eventually.HoldsAsync(async () => (await ShowAsync(work, topic))["cleanup.policy"].Value == "delete,compact", "'compact' behind the default");
        await work.DoAsync("alter configs", admin => admin.IncrementalAlterConfigsAsync(new() { [resource] = [Change("cleanup.policy", "delete", AlterConfigOpType.Subtract)] }));
        await Eventually.HoldsAsync(async () => (await ShowAsync(work, topic))["cleanup.policy"].Value == "compact", "'delete' to be gone");
    }

    [Theory, OnBrokers]
    public async Task Configs_set_as_a_whole_replace_those_that_were_set(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(1, ("retention.ms", "1000000"));

        await work.DoAsync("alter configs", admin => admin.AlterConfigsAsync(new() { [Topic(topic)] = [new ConfigEntry { Name = "max.message.bytes", Value = "5000" }] }));

        await Eventually.HoldsAsync(
            async () => await ShowAsync(work, topic) is var shown && shown["max.message.bytes"].Value == "5000" && shown["retention.ms"].Value != "1000000",
            "the one config in place of the other");
    }

    private static Task WriteAsync(IProducer<string?, string?> producer, string topic, long aheadMs) => producer.ProduceAsync(
        new TopicPartition(topic, 0),
        new Message<string?, string?> { Value = "v", Timestamp = new Timestamp(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + aheadMs, TimestampType.CreateTime) });

    private static async Task<Dictionary<string, ConfigEntryResult>> ShowAsync(Workspace work, string topic) => (await work.Admin.DescribeConfigsAsync([Topic(topic)])).Single().Entries;

    private static ConfigResource Topic(string topic) => new() { Type = ResourceType.Topic, Name = topic };

    private static ConfigEntry Change(string name, string value, AlterConfigOpType operation) => new() { Name = name, Value = value, IncrementalOperation = operation };
}
