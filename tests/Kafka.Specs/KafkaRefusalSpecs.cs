using AkkaStreamProc.Connectors.Kafka;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Records that brokers refuse for good, which is no lost transaction and no outage.</summary>
public sealed class KafkaRefusalSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Theory]
    [InlineData(DeliveryGuarantee.AtLeastOnce)]
    [InlineData(DeliveryGuarantee.ExactlyOnce)]
    public async Task Record_that_is_too_large_is_told_with_the_reason_and_not_written_again_for_ever(DeliveryGuarantee guarantee)
    {
        var topic = await kafka.CreateTopic(configs: new() { ["max.message.bytes"] = "1000" });
        using var sink = new SinkDriver<string>(new KafkaSink<string>(Specs.SinkOptions(kafka, topic) with { Guarantee = guarantee }));
        sink.Start();

        var error = Should.Throw<RecordRefusedException>(() => sink.Write("a", new string('x', 5000), "b").Prepare());

        error.Message.ShouldContain("max.message.bytes");
        sink.Context.Notices.ShouldNotContain(notice => notice.Contains("written again", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DeliveryGuarantee.AtLeastOnce)]
    [InlineData(DeliveryGuarantee.ExactlyOnce)]
    public async Task Record_that_lies_too_far_ahead_is_told_with_the_reason(DeliveryGuarantee guarantee)
    {
        var topic = await kafka.CreateTopic(configs: new() { ["message.timestamp.after.max.ms"] = "3600000" });
        using var sink = new SinkDriver<string>(new KafkaSink<string>(
            Specs.SinkOptions(kafka, topic) with { Guarantee = guarantee, Timestamp = KafkaTimestamp.EventTime }));
        sink.Start();

        var error = Should.Throw<RecordRefusedException>(() => sink.Write(["a"], _ => DateTimeOffset.UtcNow.AddDays(2).ToUnixTimeMilliseconds()).Prepare());

        error.Message.ShouldContain("message.timestamp.after.max.ms");
    }

    [Theory]
    [InlineData(DeliveryGuarantee.None, ErrorPolicy.Skip)]
    [InlineData(DeliveryGuarantee.AtLeastOnce, ErrorPolicy.Skip)]
    [InlineData(DeliveryGuarantee.ExactlyOnce, ErrorPolicy.Skip)]
    [InlineData(DeliveryGuarantee.None, ErrorPolicy.Divert)]
    [InlineData(DeliveryGuarantee.AtLeastOnce, ErrorPolicy.Divert)]
    [InlineData(DeliveryGuarantee.ExactlyOnce, ErrorPolicy.Divert)]
    public async Task Refused_records_are_reported_and_every_other_record_of_their_batches_is_written(DeliveryGuarantee guarantee, ErrorPolicy policy)
    {
        var topic = await kafka.CreateTopic(configs: new() { ["max.message.bytes"] = "3000" });
        string[] records = [.. Enumerable.Range(0, 200).Select(i => i is 7 or 8 or 150 ? $"{i} {new string('x', 5000)}" : $"{i}")];
        var options = Specs.SinkOptions(kafka, topic) with { Guarantee = guarantee, Properties = new Dictionary<string, string> { ["linger.ms"] = "200", ["batch.size"] = "1000000" } };
        using var sink = new SinkDriver<string>(new KafkaSink<string>(options), policy);

        sink.Start().Write(records).Prepare().Commit();

        var written = kafka.Consume(topic).Select(r => System.Text.Encoding.UTF8.GetString(r.Message.Value!)).ToList();
        written.ShouldBe(records.Where(r => r.Length < 1000), ignoreOrder: guarantee != DeliveryGuarantee.ExactlyOnce);
        var refused = sink.Context.Refused.Cast<Operators.Sinks.RefusedRecord<string>>().ToList();
        refused.Select(r => r.Encoded.Length).Order().ShouldBe([5002, 5002, 5004]);
        refused.ShouldAllBe(r => r.Reason.Contains("max.message.bytes", StringComparison.Ordinal));
        refused.Select(r => r.Record).ShouldBe(policy == ErrorPolicy.Divert ? records.Where(r => r.Length > 1000).Cast<string?>() : new string?[] { null, null, null }, ignoreOrder: true);
        sink.Context.Notices.ShouldHaveSingleItem().ShouldContain("refused for good");
    }

    [Fact]
    public async Task Record_that_cannot_be_encoded_is_reported_with_the_cause_and_the_others_are_written()
    {
        var topic = await kafka.CreateTopic();
        var options = Specs.SinkOptions(kafka, topic) with { Headers = (record, _) => ArgumentException.ThrowIfNullOrEmpty(record) };
        using var sink = new SinkDriver<string>(new KafkaSink<string>(options), ErrorPolicy.Skip);

        sink.Start().Write("a", "", "b").Prepare();

        kafka.Consume(topic).Select(r => System.Text.Encoding.UTF8.GetString(r.Message.Value!)).ShouldBe(["a", "b"]);
        sink.Context.Refused.ShouldHaveSingleItem().ShouldBeOfType<Operators.Sinks.RefusedRecord<string>>().Cause.ShouldBeOfType<ArgumentException>();
    }

    [Theory]
    [InlineData(DeliveryGuarantee.None)]
    [InlineData(DeliveryGuarantee.AtLeastOnce)]
    [InlineData(DeliveryGuarantee.ExactlyOnce)]
    public async Task Many_small_records_go_into_a_topic_that_takes_small_batches_only(DeliveryGuarantee guarantee)
    {
        var topic = await kafka.CreateTopic(configs: new() { ["max.message.bytes"] = "2000" });
        string[] records = [.. Enumerable.Range(0, 2000).Select(i => $"record {i} {new string('x', 50)}")];
        using var sink = new SinkDriver<string>(new KafkaSink<string>(Specs.SinkOptions(kafka, topic) with { Guarantee = guarantee }));

        sink.Start().Write(records).Prepare().Commit();

        kafka.Consume(topic).Select(r => System.Text.Encoding.UTF8.GetString(r.Message.Value!)).ShouldBe(records);
    }
}
