using System.Net.Sockets;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Confluent.Kafka;
using ErrorCode = AkkaStreamProc.Connectors.Kafka.Embedded.Wire.ErrorCode;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Faults;

public sealed class FaultTests : IAsyncLifetime
{
    private const int NotLeader = 6;
    private const int CoordinatorNotAvailable = 15;
    private EmbeddedKafka _kafka = null!;

    public async Task InitializeAsync()
    {
        _kafka = await EmbeddedKafka.StartAsync();
        await _kafka.CreateTopicAsync("orders");
    }

    public async Task DisposeAsync() => await _kafka.DisposeAsync();

    [Fact]
    public async Task Error_is_answered_as_often_as_asked_for_while_the_request_is_carried_out()
    {
        _kafka.Faults.AnswerWithError("Produce", NotLeader, times: 2);
        using RawClient client = await RawClient.ConnectAsync(_kafka);

        (await client.ProduceAsync("orders", 0, Batches.Of([1000]))).Error.ShouldBe((ErrorCode)NotLeader);
        (await client.ProduceAsync("orders", 0, Batches.Of([1000]))).Error.ShouldBe((ErrorCode)NotLeader);

        (await client.ProduceAsync("orders", 0, Batches.Of([1000]))).ShouldBe((ErrorCode.None, 2L));
    }

    [Fact]
    public async Task Error_concerns_the_named_request_alone_and_ends_when_cleared()
    {
        _kafka.Faults.AnswerWithError("Fetch", NotLeader);
        using RawClient client = await RawClient.ConnectAsync(_kafka);
        (await client.ProduceAsync("orders", 0, Batches.Of([1000]))).Error.ShouldBe(ErrorCode.None);
        (await client.FetchAsync("orders", 0)).Error.ShouldBe((ErrorCode)NotLeader);
        (await client.FetchAsync("orders", 0)).Error.ShouldBe((ErrorCode)NotLeader);

        _kafka.Faults.Clear();

        (await client.FetchAsync("orders", 0)).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task Idempotent_producer_that_is_lied_to_writes_each_record_once()
    {
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(_kafka.BootstrapServers, config => config.EnableIdempotence = true);
        await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = [0] });
        _kafka.Faults.AnswerWithError("Produce", NotLeader, times: 3);

        await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = [1] });
        await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = [2] });

        KafkaClients.Read(_kafka.BootstrapServers, "orders", 0, 0, 3).Select(record => record.Message.Value![0]).ShouldBe([0, 1, 2]);
        using RawClient client = await RawClient.ConnectAsync(_kafka);
        (await client.FetchAsync("orders", 3)).Batches.ShouldBeEmpty();
    }

    [Fact]
    public async Task Transactional_producer_that_is_lied_to_about_its_commit_commits_once()
    {
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(_kafka.BootstrapServers, config => config.TransactionalId = "writer");
        producer.InitTransactions(KafkaClients.Patience);
        producer.BeginTransaction();
        producer.Produce("orders", new Message<byte[]?, byte[]?> { Value = [1] });
        _kafka.Faults.AnswerWithError("EndTxn", CoordinatorNotAvailable, times: 1);

        producer.CommitTransaction(KafkaClients.Patience);

        using RawClient client = await RawClient.ConnectAsync(_kafka);
        RawFetch all = await client.FetchAsync("orders", 0);
        all.Batches.Count.ShouldBe(2, "the record and one marker");
    }

    [Fact]
    public async Task Delayed_answer_comes_late_and_holds_up_only_its_own_connection()
    {
        var delay = TimeSpan.FromMilliseconds(300);
        _kafka.Faults.DelayAnswers(delay, "InitProducerId");
        using RawClient delayed = await RawClient.ConnectAsync(_kafka);
        using RawClient other = await RawClient.ConnectAsync(_kafka);
        long start = Environment.TickCount64; // The clock of timers; a finer one may see them a fraction of a millisecond early.

        Task<(ErrorCode Error, long ProducerId)> late = delayed.InitProducerIdAsync();
        (await other.ProduceAsync("orders", 0, Batches.Of([1000]))).Error.ShouldBe(ErrorCode.None);

        (await late).Error.ShouldBe(ErrorCode.None);
        (Environment.TickCount64 - start).ShouldBeGreaterThanOrEqualTo((long)delay.TotalMilliseconds);
        _kafka.Faults.DelayAnswers(TimeSpan.Zero, "InitProducerId");
        (await delayed.InitProducerIdAsync()).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task Delay_without_names_concerns_every_request()
    {
        var delay = TimeSpan.FromMilliseconds(100);
        using RawClient client = await RawClient.ConnectAsync(_kafka);
        _kafka.Faults.DelayAnswers(delay);
        long start = Environment.TickCount64; // The clock of timers; a finer one may see them a fraction of a millisecond early.

        await client.InitProducerIdAsync();
        await client.ProduceAsync("orders", 0, Batches.Of([1000]));

        (Environment.TickCount64 - start).ShouldBeGreaterThanOrEqualTo(2 * (long)delay.TotalMilliseconds);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    public async Task Connection_is_cut_after_exactly_the_bytes_allowed(int bytes)
    {
        using RawClient client = await RawClient.ConnectAsync(_kafka);
        await client.InitProducerIdAsync();
        _kafka.Faults.CutConnectionsAfter(bytes);

        await client.SendAsync(ApiKey.ApiVersions, 0, 3, _ => { });

        (await client.ShouldBeClosedAsync()).ShouldBe(bytes);
    }

    [Fact]
    public async Task Producer_whose_connections_are_cut_again_and_again_writes_each_record_once_and_in_order()
    {
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(_kafka.BootstrapServers, config =>
        {
            config.EnableIdempotence = true;
            config.BatchNumMessages = 5;
        });
        await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = [0] });
        _kafka.Faults.CutConnectionsAfter(1000);

        Task[] all = [.. Enumerable.Range(1, 99).Select(i => producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = [(byte)i] }))];
        await Task.WhenAll(all);

        _kafka.Faults.Clear();
        KafkaClients.Read(_kafka.BootstrapServers, "orders", 0, 0, 100).Select(record => (int)record.Message.Value![0]).ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public async Task Refusing_closes_new_connections_and_keeps_old_ones()
    {
        using RawClient old = await RawClient.ConnectAsync(_kafka);
        await old.InitProducerIdAsync();
        _kafka.Faults.RefusesConnections = true;
        using RawClient refused = await RawClient.ConnectAsync(_kafka);

        await refused.ShouldBeClosedAsync();

        (await old.InitProducerIdAsync()).Error.ShouldBe(ErrorCode.None);
        _kafka.Faults.RefusesConnections = false;
        using RawClient admitted = await RawClient.ConnectAsync(_kafka);
        (await admitted.InitProducerIdAsync()).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task Faults_last_over_a_stop_and_a_start()
    {
        _kafka.Faults.AnswerWithError("InitProducerId", CoordinatorNotAvailable, times: 1);
        await _kafka.StopAsync();
        await _kafka.StartAgainAsync();
        using RawClient client = await RawClient.ConnectAsync(_kafka);

        (await client.InitProducerIdAsync()).Error.ShouldBe((ErrorCode)CoordinatorNotAvailable);
        (await client.InitProducerIdAsync()).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void Request_that_does_not_exist_is_refused_with_those_that_do()
    {
        var refused = Should.Throw<ArgumentException>(() => _kafka.Faults.AnswerWithError("Produse", NotLeader));

        refused.Message.ShouldContain("'Produse' is not a request");
        refused.Message.ShouldContain("Produce,");
        Should.Throw<ArgumentException>(() => _kafka.Faults.DelayAnswers(TimeSpan.Zero, "0"));
        Should.Throw<ArgumentException>(() => _kafka.Faults.AnswerWithError("Produce", -2));
        Should.Throw<ArgumentException>(() => _kafka.Faults.AnswerWithError("Produce", NotLeader, times: 0));
        Should.Throw<ArgumentException>(() => _kafka.Faults.DelayAnswers(TimeSpan.FromSeconds(-1)));
        Should.Throw<ArgumentException>(() => _kafka.Faults.CutConnectionsAfter(-1));
    }
}
