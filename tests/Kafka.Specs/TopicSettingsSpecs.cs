using AkkaStreamProc.Connectors.Kafka.Internal.Sink;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class TopicSettingsSpecs
{
    private const long Now = 1_800_000_000_000;
    private const long Hour = 3_600_000;

    [Fact]
    public void Sink_that_dates_records_itself_is_warned_of_retention_and_told_both_ways_out()
    {
        var settings = Settings(3, ("cleanup.policy", "delete"), ("retention.ms", "604800000"), ("min.insync.replicas", "2"));

        settings.Warnings(datesItself: false, DeliveryGuarantee.ExactlyOnce).ShouldBeEmpty();
        var warning = settings.Warnings(datesItself: true, DeliveryGuarantee.ExactlyOnce).ShouldHaveSingleItem();

        warning.ShouldContain("7 days");
        warning.ShouldContain("Timestamp of the sink to WrittenAt");
        warning.ShouldContain("kafka-configs --bootstrap-server b:9092 --alter --entity-type topics --entity-name 't' --add-config retention.ms=-1");
    }

    [Theory]
    [InlineData("delete", "-1")]
    [InlineData("compact", "604800000")]
    public void Topic_that_keeps_old_records_is_no_reason_to_warn(string policy, string retention) =>
        Settings(1, ("cleanup.policy", policy), ("retention.ms", retention)).Warnings(datesItself: true, DeliveryGuarantee.None).ShouldBeEmpty();

    [Fact]
    public void Topic_that_dates_records_itself_is_warned_of_and_judges_no_timestamp()
    {
        var settings = Settings(1, ("message.timestamp.type", "LogAppendTime"), ("message.timestamp.after.max.ms", "1"), ("retention.ms", "1"), ("cleanup.policy", "delete"));

        settings.Warnings(datesItself: true, DeliveryGuarantee.None).ShouldHaveSingleItem().ShouldContain("LogAppendTime");
        settings.Refusal(At(Now + Hour), Now).ShouldBeNull();
    }

    [Fact]
    public void One_broker_that_may_confirm_alone_is_warned_of_where_the_sink_promises_something()
    {
        var settings = Settings(3, ("min.insync.replicas", "1"));

        settings.Warnings(datesItself: false, DeliveryGuarantee.AtLeastOnce).ShouldHaveSingleItem().ShouldContain("min.insync.replicas=2");
        settings.Warnings(datesItself: false, DeliveryGuarantee.None).ShouldBeEmpty();
        Settings(1, ("min.insync.replicas", "1")).Warnings(datesItself: false, DeliveryGuarantee.AtLeastOnce).ShouldBeEmpty();
    }

    [Fact]
    public void Topic_that_can_take_no_record_of_the_sink_is_an_obstacle()
    {
        Settings(1, ("cleanup.policy", "compact,delete")).Obstacle(hasKeys: false)!.ShouldContain("Set Key of the sink");
        Settings(1, ("cleanup.policy", "compact")).Obstacle(hasKeys: true).ShouldBeNull();
        Settings(1, ("cleanup.policy", "delete")).Obstacle(hasKeys: false).ShouldBeNull();
    }

    [Theory]
    [InlineData(Now + Hour, false)]
    [InlineData(Now + Hour + 1, true)]
    [InlineData(long.MaxValue, true)]
    [InlineData(Now - (2 * Hour), false)]
    [InlineData(Now - (2 * Hour) - 1, true)]
    [InlineData(long.MinValue + 1, true)]
    [InlineData(RecordBatch.NoTimestamp, false)]
    public void Timestamps_are_refused_beyond_the_bounds_and_not_at_them(long timestamp, bool isRefused)
    {
        var settings = Settings(1, ("message.timestamp.after.max.ms", $"{Hour}"), ("message.timestamp.before.max.ms", $"{2 * Hour}"));

        (settings.Refusal(At(timestamp), Now) is not null).ShouldBe(isRefused);
        Settings(1, ("message.timestamp.after.max.ms", $"{long.MaxValue}")).Refusal(At(timestamp), Now).ShouldBeNull();
    }

    [Theory]
    [InlineData(1048588, null)]
    [InlineData(10_000, 9_488)]
    [InlineData(100, 1)]
    public void Batches_are_as_small_as_the_topic_wants_them(int maxMessageBytes, int? batchSize) =>
        Settings(1, ("max.message.bytes", $"{maxMessageBytes}")).BatchSize.ShouldBe(batchSize);

    [Fact]
    public void Nothing_follows_from_settings_that_the_brokers_do_not_tell()
    {
        var settings = Settings(3);

        settings.Warnings(datesItself: true, DeliveryGuarantee.ExactlyOnce).ShouldBeEmpty();
        settings.Obstacle(hasKeys: false).ShouldBeNull();
        settings.BatchSize.ShouldBeNull();
        settings.Refusal(At(long.MaxValue), Now).ShouldBeNull();
    }

    private static EncodedRecord At(long timestamp) => new() { Timestamp = timestamp };

    private static TopicSettings Settings(int replicationFactor, params (string Name, string Value)[] configs) =>
        new("t", "b:9092", replicationFactor, configs.ToDictionary(c => c.Name, c => c.Value));
}
