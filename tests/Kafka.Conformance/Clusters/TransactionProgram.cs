using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Clusters;

/// <summary>The assembly as a program: opens a transaction with one record, says so, and leaves it open until it is killed.</summary>
internal static class TransactionProgram
{
    public static async Task Main(string[] arguments)
    {
        if (arguments is not [var bootstrap, var id, var topic, var timeoutMs])
        {
            await Console.Error.WriteLineAsync("Arguments: BOOTSTRAP TRANSACTIONAL-ID TOPIC TIMEOUT-MS.");
            return;
        }

        var config = new ProducerConfig(ClientSettings.For(bootstrap)) { TransactionalId = id, TransactionTimeoutMs = int.Parse(timeoutMs), MessageTimeoutMs = int.Parse(timeoutMs) };
        using IProducer<Null, string> producer = new ProducerBuilder<Null, string>(config).Build();
        producer.InitTransactions(Workspace.Patience);
        producer.BeginTransaction();
        await producer.ProduceAsync(new TopicPartition(topic, 0), new Message<Null, string> { Value = "of the killed" });
        Console.WriteLine("open");
        await Console.In.ReadToEndAsync(); // Ends with the parent, so that nothing is left behind.
    }
}
