using System.Text;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Transactions;

/// <summary>What librdkafka's transactional producers and readers of committed records see.</summary>
public sealed class CommitAndAbortTests
{
    [Fact]
    public async Task Committed_records_are_read_in_order_and_aborted_ones_are_not()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using IProducer<byte[]?, byte[]?> producer = Initialized(kafka, "tx");

        for (int transaction = 0; transaction < 10; transaction++)
        {
            producer.BeginTransaction();
            producer.Produce("orders", Message($"{transaction}a"));
            producer.Produce("orders", Message($"{transaction}b"));
            if (transaction % 3 == 1)
            {
                producer.Flush(KafkaClients.Patience);
                producer.AbortTransaction(KafkaClients.Patience);
            }
            else
            {
                producer.CommitTransaction(KafkaClients.Patience);
            }
        }

        Read(kafka, IsolationLevel.ReadCommitted, 14).ShouldBe(["0a", "0b", "2a", "2b", "3a", "3b", "5a", "5b", "6a", "6b", "8a", "8b", "9a", "9b"]);
        Read(kafka, IsolationLevel.ReadUncommitted, 20).ShouldBe(Enumerable.Range(0, 10).SelectMany(i => new[] { $"{i}a", $"{i}b" }));
    }

    internal static Message<byte[]?, byte[]?> Message(string value) => new() { Value = Encoding.UTF8.GetBytes(value) };

    internal static IProducer<byte[]?, byte[]?> Initialized(EmbeddedKafka kafka, string transactionalId)
    {
        IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers, config => config.TransactionalId = transactionalId);
        producer.InitTransactions(KafkaClients.Patience);
        return producer;
    }

    private static IEnumerable<string> Read(EmbeddedKafka kafka, IsolationLevel isolation, int count) =>
        KafkaClients.Read(kafka.BootstrapServers, "orders", 0, 0, count, config => config.IsolationLevel = isolation).Select(record => Encoding.UTF8.GetString(record.Message.Value!));
}
