using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class ExpirationTests : IDisposable
{
    private const short Transactional = 0x10;
    private readonly string _directory = Directory.CreateTempSubdirectory("expiration-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Producer_that_is_silent_for_long_is_forgotten_unless_its_transaction_is_open()
    {
        using PartitionLog log = PartitionLog.Open(_directory, new LogSettings(), _time, _ => { });
        log.Append(Batches.Idempotent(1, 0, 0));
        log.Append(Batches.Of([1000], 2, 0, 0, Transactional));
        _time.Advance(TimeSpan.FromHours(1));
        log.Append(Batches.Idempotent(3, 0, 0));

        log.ExpireProducers(TimeSpan.FromMinutes(30));

        log.Producers().Select(producer => producer.Producer.Id).Order().ShouldBe([2, 3]);
        log.Append(Batches.Idempotent(1, 0, 7)).Error.ShouldBe(ErrorCode.None, "it may begin with any number again");
    }

    [Fact]
    public async Task Transactional_id_that_nobody_uses_is_forgotten_and_comes_back_as_another_producer()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { DataDirectory = _directory, TimeProvider = _time });
        using RawClient client = await RawClient.ConnectAsync(kafka);
        var (_, first) = await client.InitTransactionsAsync("old");

        _time.Advance(TimeSpan.FromDays(6));
        (await client.ListTransactionsAsync()).ShouldHaveSingleItem().TransactionalId.ShouldBe("old");
        _time.Advance(TimeSpan.FromDays(2));

        (await client.ListTransactionsAsync()).ShouldBeEmpty();
        var (error, second) = await client.InitTransactionsAsync("old");
        error.ShouldBe(ErrorCode.None);
        second.Id.ShouldNotBe(first.Id);
    }
}
