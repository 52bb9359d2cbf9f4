using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Transactions;

/// <summary>What a fetch says of transactions: last stable offset, aborted transactions, markers.</summary>
public sealed class IsolationTests
{
    private const int OneMinuteMs = 60_000;

    [Fact]
    public async Task Last_stable_offset_stands_before_the_first_open_transaction_of_any_producer()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        await client.ProduceAsync("orders", 0, Batches.Of([1000]));
        ProducerIdentity first = await BeginAsync(client, "first");
        ProducerIdentity second = await BeginAsync(client, "second");
        await client.ProduceAsync("orders", 0, Batches.Of([1000]));

        (await StableAsync(client)).ShouldBe((1, 1));
        await client.EndTransactionAsync(second, commit: true, "second");
        (await StableAsync(client)).ShouldBe((1, 1));
        await client.EndTransactionAsync(first, commit: true, "first");
        (await StableAsync(client)).ShouldBe((6, 6));
        RawFetch everything = await client.FetchAsync("orders", 0);
        (everything.HighWatermark, everything.Batches.Count).ShouldBe((6, 6));
    }

    [Fact]
    public async Task Reader_of_everything_sees_open_records_and_no_list_of_aborted_ones()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        ProducerIdentity producer = await BeginAsync(client, "tx");

        (await client.FetchAsync("orders", 0)).Batches.Count.ShouldBe(1);
        (await client.FetchAsync("orders", 0, isolation: IsolationLevel.ReadCommitted)).Batches.ShouldBeEmpty();
        await client.EndTransactionAsync(producer, commit: false);

        (await client.FetchAsync("orders", 0)).Aborted.ShouldBeEmpty();
        (await client.FetchAsync("orders", 0, isolation: IsolationLevel.ReadCommitted)).Aborted.ShouldBe([(producer.Id, 0)]);
    }

    [Fact]
    public async Task Aborted_transactions_are_listed_exactly_where_the_answer_overlaps_them()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders", configs: new Dictionary<string, string> { ["segment.bytes"] = "300" });
        using RawClient client = await RawClient.ConnectAsync(kafka);
        long id = 0;
        for (int i = 0; i < 6; i++)
        {
            ProducerIdentity producer = await BeginAsync(client, "tx");
            id = producer.Id;
            await client.EndTransactionAsync(producer, commit: i % 2 == 1);
        }

        // Offsets 2i and 2i + 1 are record and marker of transaction i; the even ones are aborted.
        for (long offset = 0; offset < 12; offset++)
        {
            RawFetch fetch = await client.FetchAsync("orders", offset, isolation: IsolationLevel.ReadCommitted);
            long end = fetch.Batches[^1].NextOffset;
            long[] expected = [.. new long[] { 0, 4, 8 }.Where(first => first + 1 >= offset && first < end)];
            fetch.Aborted.ShouldBe(expected.Select(first => (id, first)), $"from {offset} to {end}");
        }
    }

    [Fact]
    public async Task Marker_is_a_sound_control_batch_that_says_how_it_ended()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(123_456));
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { TimeProvider = time });
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        ProducerIdentity producer = await BeginAsync(client, "tx");
        await client.EndTransactionAsync(producer, commit: true);

        RawFetch fetch = await client.FetchAsync("orders", 1);

        BatchHeader marker = fetch.Batches.Single();
        marker.ShouldSatisfyAllConditions(
            header => header.Attributes.ShouldBe((short)0x30),
            header => (header.ProducerId, header.ProducerEpoch, header.BaseSequence).ShouldBe((producer.Id, producer.Epoch, -1)),
            header => (header.BaseTimestamp, header.MaxTimestamp).ShouldBe((123_456, 123_456)),
            header => (header.BaseOffset, header.LastOffsetDelta, header.RecordCount).ShouldBe((1, 0, 1)),
            header => header.Checksum.ShouldBe(Crc32C.Of(fetch.Records.AsSpan(BatchHeader.ChecksummedFrom))));

        // Length 16; no attributes, no deltas; key of 4 bytes: version 0, commit; value of 6 bytes: version 0, coordinator's epoch 0; no headers.
        fetch.Records[BatchHeader.Size..].ShouldBe([32, 0, 0, 0, 8, 0, 0, 0, 1, 12, 0, 0, 0, 0, 0, 0, 0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Long_poll_of_a_reader_of_committed_records_sleeps_through_open_ones_and_wakes_at_the_marker(bool commit)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { TimeProvider = new FakeTimeProvider() });
        await kafka.CreateTopicAsync("orders");
        using RawClient reader = await RawClient.ConnectAsync(kafka);
        using RawClient writer = await RawClient.ConnectAsync(kafka);
        ProducerIdentity producer = (await writer.InitTransactionsAsync()).Producer;
        await writer.AddPartitionsAsync(producer, "orders", [0]);
        int waiting = await reader.SendFetchAsync("orders", 0, minBytes: 500, maxWaitMs: OneMinuteMs, isolation: IsolationLevel.ReadCommitted);

        for (int sequence = 0; sequence < 6; sequence++)
        {
            await writer.WriteAsync(producer, "orders", 0, sequence);
        }

        await writer.EndTransactionAsync(producer, commit);

        RawFetch fetch = RawFetch.Read(await reader.ReceiveAsync(waiting, flexible: true));
        fetch.Batches.Count.ShouldBe(7, "six of records and the marker, all at once");
        fetch.Aborted.Count.ShouldBe(commit ? 0 : 1);
    }

    [Fact]
    public async Task Offsets_by_isolation_end_at_the_last_stable_one_or_at_the_high_watermark()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        await client.ProduceAsync("orders", 0, Batches.Of([1000]));
        ProducerIdentity producer = (await client.InitTransactionsAsync()).Producer;
        await client.AddPartitionsAsync(producer, "orders", [0]);
        await client.ProduceAsync("orders", 0, Batches.Of([2000], producer.Id, producer.Epoch, 0, attributes: 0x10), transactionalId: "tx");

        (await client.ListOffsetsAsync("orders", -1)).Offset.ShouldBe(2);
        (await client.ListOffsetsAsync("orders", -1, isolation: IsolationLevel.ReadCommitted)).Offset.ShouldBe(1);
        (await client.ListOffsetsAsync("orders", 1500)).Offset.ShouldBe(1);
        (await client.ListOffsetsAsync("orders", 1500, isolation: IsolationLevel.ReadCommitted)).Offset.ShouldBe(-1);
    }

    [Fact]
    public async Task Deleted_records_take_their_aborted_transactions_along_and_an_open_one_holds_no_more_back()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        await client.EndTransactionAsync(await BeginAsync(client, "first"), commit: false, "first");
        ProducerIdentity second = await BeginAsync(client, "second");
        await client.EndTransactionAsync(second, commit: false, "second");
        ProducerIdentity third = await BeginAsync(client, "third");

        await DeleteBeforeAsync(client, 3);
        (await client.FetchAsync("orders", 3, isolation: IsolationLevel.ReadCommitted)).Aborted.ShouldBe([(second.Id, 2)], "its marker is still there");
        await DeleteBeforeAsync(client, 4);
        (await client.FetchAsync("orders", 4, isolation: IsolationLevel.ReadCommitted)).ShouldSatisfyAllConditions(
            fetch => fetch.Aborted.ShouldBeEmpty(),
            fetch => fetch.LastStableOffset.ShouldBe(4));
        await DeleteBeforeAsync(client, 5);
        (await client.FetchAsync("orders", 5, isolation: IsolationLevel.ReadCommitted)).LastStableOffset.ShouldBe(5);
        (await client.EndTransactionAsync(third, commit: false, "third")).ShouldBe(ErrorCode.None);
        (await client.FetchAsync("orders", 5, isolation: IsolationLevel.ReadCommitted)).LastStableOffset.ShouldBe(6);
    }

    /// <summary>Opens a transaction with one record in orders[0].</summary>
    private static async Task<ProducerIdentity> BeginAsync(RawClient client, string transactionalId)
    {
        ProducerIdentity producer = (await client.InitTransactionsAsync(transactionalId)).Producer;
        await client.AddPartitionsAsync(producer, "orders", [0], transactionalId);
        (await client.WriteAsync(producer, "orders", 0, sequence: 0, transactionalId: transactionalId)).Error.ShouldBe(ErrorCode.None);
        return producer;
    }

    private static async Task<(long Stable, long Readable)> StableAsync(RawClient client)
    {
        RawFetch fetch = await client.FetchAsync("orders", 0, isolation: IsolationLevel.ReadCommitted);
        return (fetch.LastStableOffset, fetch.Batches.Count == 0 ? 0 : fetch.Batches[^1].NextOffset);
    }

    private static async Task DeleteBeforeAsync(RawClient client, long offset)
    {
        WireReader answer = await client.CallAsync(ApiKey.DeleteRecords, 2, 2, body =>
        {
            body.WriteArrayLength(1);
            body.WriteString("orders");
            body.WriteArrayLength(1);
            body.WriteInt32(0);
            body.WriteInt64(offset);
            body.WriteTags();
            body.WriteTags();
            body.WriteInt32(1000);
            body.WriteTags();
        });
        answer.Remaining.ShouldBeGreaterThan(0);
    }
}
