using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Transactions;

/// <summary>Transactions that nobody ends, in virtual time.</summary>
public sealed class TransactionTimeoutTests
{
    private const int TimeoutMs = 5000;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_000_000));

    [Fact]
    public async Task Transaction_that_is_open_for_too_long_is_aborted_and_its_producer_fenced()
    {
        await using EmbeddedKafka kafka = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);
        ProducerIdentity producer = await BeginAsync(client);

        _time.Advance(TimeSpan.FromMilliseconds(TimeoutMs - 1));
        (await client.ListTransactionsAsync("Ongoing")).Count.ShouldBe(1);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        (await client.ListTransactionsAsync()).ShouldBe([("tx", producer.Id, "CompleteAbort")]);
        (await client.FetchAsync("orders", 0, isolation: IsolationLevel.ReadCommitted)).Aborted.ShouldBe([(producer.Id, 0)]);
        (await client.OffsetAsync("group", "orders", 0, requireStable: true)).ShouldBe((ErrorCode.None, -1));
        (await client.EndTransactionAsync(producer, commit: true)).ShouldBe(ErrorCode.ProducerFenced);
        (await client.WriteAsync(producer, "orders", 0, sequence: 1)).Error.ShouldBe(ErrorCode.InvalidProducerEpoch);
        (await client.InitTransactionsAsync()).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task Time_begins_with_the_transaction_and_ends_with_it()
    {
        await using EmbeddedKafka kafka = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);
        ProducerIdentity producer = (await client.InitTransactionsAsync(timeoutMs: TimeoutMs)).Producer;

        for (int i = 0; i < 4; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(TimeoutMs - 1));
            (await client.AddPartitionsAsync(producer, "orders", [0])).ShouldBe([ErrorCode.None]);
            (await client.WriteAsync(producer, "orders", 0, sequence: i)).Error.ShouldBe(ErrorCode.None);
            (await client.EndTransactionAsync(producer, commit: true)).ShouldBe(ErrorCode.None);
        }

        (await client.FetchAsync("orders", 0, isolation: IsolationLevel.ReadCommitted)).LastStableOffset.ShouldBe(8);
    }

    [Fact]
    public async Task Time_goes_on_while_the_broker_is_down()
    {
        await using EmbeddedKafka kafka = await StartAsync();
        using (RawClient before = await RawClient.ConnectAsync(kafka))
        {
            await BeginAsync(before);
        }

        await kafka.StopAsync();
        _time.Advance(TimeSpan.FromMilliseconds(TimeoutMs - 10));
        await kafka.StartAgainAsync();
        using (RawClient between = await RawClient.ConnectAsync(kafka))
        {
            (await between.ListTransactionsAsync("Ongoing")).Count.ShouldBe(1);
            _time.Advance(TimeSpan.FromMilliseconds(10));
            (await between.ListTransactionsAsync("Ongoing")).ShouldBeEmpty();
            await BeginAsync(between);
        }

        await kafka.StopAsync();
        _time.Advance(TimeSpan.FromMilliseconds(TimeoutMs));
        await kafka.StartAgainAsync();
        using RawClient after = await RawClient.ConnectAsync(kafka);
        (await after.ListTransactionsAsync("Ongoing")).ShouldBeEmpty();
        (await after.FetchAsync("orders", 0, isolation: IsolationLevel.ReadCommitted)).LastStableOffset.ShouldBe(4);
    }

    private async Task<EmbeddedKafka> StartAsync()
    {
        EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { TimeProvider = _time });
        await kafka.CreateTopicAsync("orders");
        return kafka;
    }

    /// <summary>Opens a transaction with one record and one offset.</summary>
    private static async Task<ProducerIdentity> BeginAsync(RawClient client)
    {
        ProducerIdentity producer = (await client.InitTransactionsAsync(timeoutMs: TimeoutMs)).Producer;
        await client.AddPartitionsAsync(producer, "orders", [0]);
        await client.WriteAsync(producer, "orders", 0, sequence: 0);
        await client.AddOffsetsAsync(producer, "group");
        await client.CommitOffsetAsync(producer, "group", "orders", 0, 5);
        return producer;
    }
}
