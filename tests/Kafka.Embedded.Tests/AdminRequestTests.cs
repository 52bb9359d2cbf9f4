using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

/// <summary>Requests of tools and of clients other than librdkafka, sent by hand.</summary>
public sealed class AdminRequestTests
{
    private const short Transactional = 0x10;

    [Theory]
    [InlineData(10)]
    [InlineData(12)]
    public async Task Topic_is_found_by_its_id_with_an_empty_name_and_an_unknown_id_gets_a_code(short version)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        Guid id = (await MetadataAsync(client, 12, "orders", Guid.Empty)).Id;

        (await MetadataAsync(client, version, "", id)).ShouldBe((ErrorCode.None, "orders", id));
        (await MetadataAsync(client, version, "", Guid.NewGuid())).Error.ShouldBe(ErrorCode.UnknownTopicId);
    }

    [Fact]
    public async Task Topic_keeps_its_id_over_a_restart()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        Guid before;
        using (RawClient client = await RawClient.ConnectAsync(kafka))
        {
            before = (await MetadataAsync(client, 12, "orders", Guid.Empty)).Id;
        }

        await kafka.StopAsync();
        await kafka.StartAgainAsync();

        using RawClient after = await RawClient.ConnectAsync(kafka);
        (await MetadataAsync(after, 12, "orders", Guid.Empty)).Id.ShouldBe(before);
    }

    [Fact]
    public async Task Offsets_are_told_to_a_member_of_a_classic_group_that_says_who_it_is()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);

        WireReader answer = await client.CallAsync(ApiKey.OffsetFetch, 9, 6, body =>
        {
            body.WriteArrayLength(1);
            body.WriteString("group");
            body.WriteString("member-1");
            body.WriteInt32(7);
            body.WriteArrayLength(1);
            body.WriteString("orders");
            body.WriteInt32Array(0);
            body.WriteTags();
            body.WriteTags();
            body.WriteBoolean(true);
            body.WriteTags();
        });

        answer.ReadInt32();
        answer.ReadArrayLength().ShouldBe(1);
        answer.ReadString().ShouldBe("group");
        answer.ReadArrayLength().ShouldBe(1);
        answer.ReadString().ShouldBe("orders");
        answer.ReadArrayLength().ShouldBe(1);
        (answer.ReadInt32(), answer.ReadInt64(), answer.ReadInt32(), answer.ReadString(), answer.ReadInt16()).ShouldBe((0, -1, -1, "", (short)0));
        answer.SkipTags();
        answer.SkipTags();
        ((ErrorCode)answer.ReadInt16()).ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task Log_directory_shows_the_size_of_each_partition_that_is_there()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders", 2);
        using RawClient client = await RawClient.ConnectAsync(kafka);
        byte[] batch = Batches.Of([1000]);
        await client.ProduceAsync("orders", 1, batch);

        WireReader answer = await client.CallAsync(ApiKey.DescribeLogDirs, 4, 2, body =>
        {
            body.WriteArrayLength(-1);
            body.WriteTags();
        });

        answer.ReadInt32();
        ((ErrorCode)answer.ReadInt16()).ShouldBe(ErrorCode.None);
        answer.ReadArrayLength().ShouldBe(1);
        ((ErrorCode)answer.ReadInt16()).ShouldBe(ErrorCode.None);
        answer.ReadString().ShouldBe(kafka.DataDirectory);
        answer.ReadArrayLength().ShouldBe(1);
        answer.ReadString().ShouldBe("orders");
        answer.ReadArrayLength().ShouldBe(2);
        foreach ((int partition, int bytes) in new[] { (0, 0), (1, batch.Length) })
        {
            (answer.ReadInt32(), answer.ReadInt64(), answer.ReadInt64(), answer.ReadBoolean()).ShouldBe((partition, bytes, 0, false));
            answer.SkipTags();
        }

        answer.SkipTags();
        long total = answer.ReadInt64();
        answer.ReadInt64().ShouldBeInRange(1, total);
        answer.SkipTags();
        answer.SkipTags();
        answer.Remaining.ShouldBe(0);
    }

    [Theory]
    [InlineData(0, 5, ErrorCode.None)]
    [InlineData(-1, 5, ErrorCode.InvalidProducerEpoch)]
    [InlineData(0, -1, ErrorCode.None)]
    internal async Task Marker_by_hand_ends_a_hanging_transaction_unless_it_is_out_of_date(short epoch, int coordinatorEpoch, ErrorCode expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        var (_, producer) = await client.InitTransactionsAsync();
        await client.AddPartitionsAsync(producer, "orders", [0]);
        (await client.ProduceAsync("orders", 0, Batches.Of([1000], producer.Id, producer.Epoch, 0, Transactional), transactionalId: "tx")).Error.ShouldBe(ErrorCode.None);

        WireReader answer = await client.CallAsync(ApiKey.WriteTxnMarkers, 1, 1, body =>
        {
            body.WriteArrayLength(1);
            body.WriteInt64(producer.Id);
            body.WriteInt16((short)(producer.Epoch + epoch));
            body.WriteBoolean(false);
            body.WriteArrayLength(2);
            foreach (string topic in new[] { "orders", "missing" })
            {
                body.WriteString(topic);
                body.WriteInt32Array(0);
                body.WriteTags();
            }

            body.WriteInt32(coordinatorEpoch);
            body.WriteTags();
            body.WriteTags();
        });

        answer.ReadArrayLength().ShouldBe(1);
        answer.ReadInt64().ShouldBe(producer.Id);
        answer.ReadArrayLength().ShouldBe(2);
        foreach ((string topic, ErrorCode error) in new[] { ("orders", expected), ("missing", ErrorCode.UnknownTopicOrPartition) })
        {
            answer.ReadString().ShouldBe(topic);
            answer.ReadArrayLength().ShouldBe(1);
            (answer.ReadInt32(), (ErrorCode)answer.ReadInt16()).ShouldBe((0, error));
            answer.SkipTags();
            answer.SkipTags();
        }

        (await client.ListOffsetsAsync("orders", -1)).Offset.ShouldBe(expected == ErrorCode.None ? 2 : 1);
    }

    [Fact]
    public async Task Topics_are_described_page_by_page()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("a", 3);
        await kafka.CreateTopicAsync("b", 2);
        using RawClient client = await RawClient.ConnectAsync(kafka);
        var seen = new List<(string Topic, int Partition)>();
        (string Topic, int Partition)? cursor = null;
        int pages = 0;

        do
        {
            WireReader answer = await client.CallAsync(ApiKey.DescribeTopicPartitions, 0, 0, body =>
            {
                body.WriteArrayLength(0);
                body.WriteInt32(2);
                body.WriteInt8(cursor is null ? (sbyte)-1 : (sbyte)1);
                if (cursor is { } from)
                {
                    body.WriteString(from.Topic);
                    body.WriteInt32(from.Partition);
                    body.WriteTags();
                }

                body.WriteTags();
            });
            cursor = ReadPage(answer, seen);
            pages++;
        }
        while (cursor is not null);

        seen.ShouldBe([("a", 0), ("a", 1), ("a", 2), ("b", 0), ("b", 1)]);
        pages.ShouldBe(3);
    }

    [Fact]
    public async Task Version_that_is_not_there_is_reported_once_however_often_it_is_tried()
    {
        var reports = new List<string>();
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions
        {
            Report = sentence =>
            {
                lock (reports)
                {
                    reports.Add(sentence);
                }
            },
        });

        for (int i = 0; i < 20; i++)
        {
            using RawClient client = await RawClient.ConnectAsync(kafka);
            await client.SendAsync(ApiKey.Fetch, 99, 12, _ => { });
            await client.ShouldBeClosedAsync();
        }

        reports.ShouldHaveSingleItem().ShouldContain("version 99 of Fetch");
    }

    private static async Task<(ErrorCode Error, string? Name, Guid Id)> MetadataAsync(RawClient client, short version, string name, Guid id)
    {
        WireReader answer = await client.CallAsync(ApiKey.Metadata, version, 9, body =>
        {
            body.WriteArrayLength(1);
            body.WriteUuid(id);
            body.WriteString(name);
            body.WriteTags();
            body.WriteBoolean(false);
            if (version <= 10)
            {
                body.WriteBoolean(false);
            }

            body.WriteBoolean(false);
            body.WriteTags();
        });
        answer.ReadInt32();
        answer.ReadArrayLength().ShouldBe(1);
        answer.ReadInt32();
        answer.ReadString();
        answer.ReadInt32();
        answer.ReadNullableString();
        answer.SkipTags();
        answer.ReadString();
        answer.ReadInt32();
        answer.ReadArrayLength().ShouldBe(1);
        return ((ErrorCode)answer.ReadInt16(), answer.ReadNullableString(), answer.ReadUuid());
    }

    private static (string Topic, int Partition)? ReadPage(WireReader answer, List<(string Topic, int Partition)> seen)
    {
        answer.ReadInt32();
        for (int topics = answer.ReadArrayLength(); topics > 0; topics--)
        {
            ((ErrorCode)answer.ReadInt16()).ShouldBe(ErrorCode.None);
            string topic = answer.ReadString();
            answer.ReadUuid().ShouldNotBe(Guid.Empty);
            answer.ReadBoolean();
            for (int partitions = answer.ReadArrayLength(); partitions > 0; partitions--)
            {
                ((ErrorCode)answer.ReadInt16()).ShouldBe(ErrorCode.None);
                seen.Add((topic, answer.ReadInt32()));
                answer.ReadInt32().ShouldBe(1);
                answer.ReadInt32().ShouldBe(PartitionLog.LeaderEpoch);
                for (int lists = 0; lists < 5; lists++)
                {
                    answer.ReadInt32Array();
                }

                answer.SkipTags();
            }

            answer.ReadInt32().ShouldNotBe(int.MinValue);
            answer.SkipTags();
        }

        if (answer.ReadInt8() == -1)
        {
            return null;
        }

        return (answer.ReadString(), answer.ReadInt32());
    }
}
