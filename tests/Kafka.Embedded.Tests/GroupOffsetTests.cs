using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Confluent.Kafka;
using ErrorCode = AkkaStreamProc.Connectors.Kafka.Embedded.Wire.ErrorCode;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class GroupOffsetTests
{
    [Fact]
    public async Task Committed_offsets_survive_a_restart_group_by_group()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders", 2);
        using IConsumer<byte[]?, byte[]?> first = KafkaClients.Consumer(kafka.BootstrapServers, "a/b: first");
        using IConsumer<byte[]?, byte[]?> second = KafkaClients.Consumer(kafka.BootstrapServers, "second");
        first.Commit([new TopicPartitionOffset("orders", 0, 11), new TopicPartitionOffset("orders", 1, 12)]);
        second.Commit([new TopicPartitionOffset("orders", 0, 21)]);
        first.Commit([new TopicPartitionOffset("orders", 0, 13)]);

        await kafka.StopAsync();
        await kafka.StartAgainAsync();

        Committed(first).ShouldBe([13, 12]);
        Committed(second).ShouldBe([21, Offset.Unset.Value]);
    }

    [Fact]
    public async Task Offsets_of_a_deleted_topic_are_forgotten()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders", 2);
        using IConsumer<byte[]?, byte[]?> consumer = KafkaClients.Consumer(kafka.BootstrapServers);
        consumer.Commit([new TopicPartitionOffset("orders", 0, 11)]);

        await kafka.DeleteTopicAsync("orders");
        await kafka.CreateTopicAsync("orders", 2);

        Committed(consumer).ShouldBe([Offset.Unset.Value, Offset.Unset.Value]);
    }

    [Theory]
    [InlineData("", -1, "", "orders", 0, "", ErrorCode.InvalidGroupId)]
    [InlineData("group", 3, "", "orders", 0, "", ErrorCode.IllegalGeneration)]
    [InlineData("group", -1, "member", "orders", 0, "", ErrorCode.None)] // There is no such group, and so no member to be mistaken.
    [InlineData("group", -1, "", "missing", 0, "", ErrorCode.UnknownTopicOrPartition)]
    [InlineData("group", -1, "", "orders", 5, "", ErrorCode.UnknownTopicOrPartition)]
    [InlineData("group", -1, "", "orders", 0, "long", ErrorCode.OffsetMetadataTooLarge)]
    [InlineData("group", -1, "", "orders", 0, "short", ErrorCode.None)]
    internal async Task Commit_is_answered_with_its_own_code(string group, int generation, string member, string topic, int partition, string metadata, ErrorCode expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);

        WireReader answer = await client.CallAsync(ApiKey.OffsetCommit, 8, 8, body =>
        {
            body.WriteString(group);
            body.WriteInt32(generation);
            body.WriteString(member);
            body.WriteString(null);
            body.WriteArrayLength(1);
            body.WriteString(topic);
            body.WriteArrayLength(1);
            body.WriteInt32(partition);
            body.WriteInt64(5);
            body.WriteInt32(0);
            body.WriteString(metadata == "long" ? new string('x', 5000) : metadata);
            body.WriteTags();
            body.WriteTags();
            body.WriteTags();
        });

        answer.ReadInt32();
        answer.ReadArrayLength().ShouldBe(1);
        answer.ReadString().ShouldBe(topic);
        answer.ReadArrayLength().ShouldBe(1);
        answer.ReadInt32().ShouldBe(partition);
        ((ErrorCode)answer.ReadInt16()).ShouldBe(expected);
    }

    [Fact]
    public async Task Coordinator_of_groups_and_transactions_is_found_and_of_anything_else_refused()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);

        (await FindCoordinatorAsync(client, 0)).ShouldBe((ErrorCode.None, 1));
        (await FindCoordinatorAsync(client, 1)).ShouldBe((ErrorCode.None, 1));
        (await FindCoordinatorAsync(client, 2)).ShouldBe((ErrorCode.InvalidRequest, -1));
    }

    private static async Task<(ErrorCode Error, int Node)> FindCoordinatorAsync(RawClient client, sbyte kind)
    {
        WireReader answer = await client.CallAsync(ApiKey.FindCoordinator, 2, 3, body =>
        {
            body.WriteString("key");
            body.WriteInt8(kind);
        });
        answer.ReadInt32();
        var error = (ErrorCode)answer.ReadInt16();
        answer.ReadNullableString();
        return (error, answer.ReadInt32());
    }

    private static IEnumerable<long> Committed(IConsumer<byte[]?, byte[]?> consumer) =>
        consumer.Committed([new TopicPartition("orders", 0), new TopicPartition("orders", 1)], KafkaClients.Patience).Select(offset => offset.Offset.Value);
}
