using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.TestKit;
using AkkaStreamProc.TestKit.Sinks;
using Confluent.Kafka;
using Config = Akka.Configuration.Config;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Topics as tables that are loaded before another topic is read, from brokers, in an actor system.</summary>
public sealed class KafkaTableSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Config InMemory = ConfigurationFactory.ParseString(
        """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        """);

    [Fact]
    public async Task Table_with_an_empty_partition_and_markers_of_transactions_at_its_end_is_loaded_whole()
    {
        var (orders, customers) = (await kafka.CreateTopic(2), await kafka.CreateTopic(3));
        await kafka.Produce(orders, 0, [.. Enumerable.Range(0, 200).Select(i => $"{i % 10} order {i}")]);
        await kafka.Produce(customers, 0, [.. Enumerable.Range(0, 5).SelectMany(k => Enumerable.Range(0, 100).Select(version => $"{k} {version}"))]);

        // Committed and aborted: behind the last record of the partition are positions without one.
        Transaction(customers, 2, commits: true, [.. Enumerable.Range(5, 5).Select(k => $"{k} 0")]);
        Transaction(customers, 2, commits: true, [.. Enumerable.Range(5, 5).Select(k => $"{k} 7")]);
        Transaction(customers, 2, commits: false, ["5 aborted"]);

        var (results, status) = await Run(orders, customers, expected: 200);

        results.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 200).Select(i => $"order {i}: {(i % 10 < 5 ? 99 : 7)}").Order(StringComparer.Ordinal));
        var table = status.Tables.ShouldHaveSingleItem();
        (table.IsComplete, table.Splits, table.SplitsLoaded).ShouldBe((true, 3, 3));
        table.Took.ShouldNotBeNull();
    }

    [Fact]
    public async Task Table_whose_topic_is_empty_is_loaded_at_once()
    {
        var (orders, customers) = (await kafka.CreateTopic(), await kafka.CreateTopic(2));
        await kafka.Produce(orders, 0, "1 order 0", "2 order 1");

        (await Run(orders, customers, expected: 2)).Results.ShouldBe(["order 0: -", "order 1: -"], ignoreOrder: true);
    }

    [Fact]
    public async Task Table_whose_beginning_was_deleted_is_loaded_from_what_is_left()
    {
        var (orders, customers) = (await kafka.CreateTopic(), await kafka.CreateTopic(2));
        await kafka.Produce(orders, 0, "1 order 0", "2 order 1");
        await kafka.Produce(customers, 0, "1 gone", "2 there");
        await kafka.Produce(customers, 1, "3 gone");
        await kafka.DeleteRecordsBefore(customers, 0, 1);
        await kafka.DeleteRecordsBefore(customers, 1, 1);

        (await Run(orders, customers, expected: 2)).Results.ShouldBe(["order 0: -", "order 1: there"], ignoreOrder: true);
    }

    [Fact]
    public async Task Table_with_an_open_transaction_at_its_end_is_loaded_up_to_it()
    {
        var (orders, customers) = (await kafka.CreateTopic(), await kafka.CreateTopic());
        await kafka.Produce(orders, 0, "1 order 0", "2 order 1");
        Transaction(customers, 0, commits: true, ["1 one", "2 two"]);
        using var producer = Producer();
        producer.BeginTransaction();
        await producer.ProduceAsync(new TopicPartition(customers, 0), new Message<Null, string> { Value = "1 open" });

        (await Run(orders, customers, expected: 2)).Results.ShouldBe(["order 0: one", "order 1: two"], ignoreOrder: true);
        producer.AbortTransaction();
    }

    /// <summary>Runs a job until so many results are there, with more subtasks than the topics have partitions; those of different keys come in any order.</summary>
    private async Task<(IReadOnlyList<string> Results, JobStatus Status)> Run(string orders, string customers, int expected)
    {
        using var system = ActorSystem.Create("tables", InMemory.WithFallback(StreamProcessingConfig.Defaults));
        try
        {
            var results = new ConcurrentQueue<string>();
            var all = new TaskCompletionSource();
            var job = new JobBuilder("tables") { Parallelism = 4 };
            var rows = job.FromSource(Specs.Source(kafka, customers), WatermarkStrategy<string>.None(), "customers");
            job.FromSource(Specs.Source(kafka, orders), WatermarkStrategy<string>.None(), "orders")
                .KeyBy(o => Key(o)).Connect(rows.KeyBy(r => Key(r))).Latest(Ttl.Never)
                .LeftJoin((o, r) => $"{Rest(o)}: {(r is null ? "-" : Rest(r))}", "enriched")
                .Map(text =>
                {
                    results.Enqueue(text);
                    if (results.Count == expected)
                    {
                        all.TrySetResult();
                    }

                    return text;
                }).SinkTo(new CollectingSink<string>());
            var handle = await StreamProcessing.For(system).SubmitAsync(job.Build());
            try
            {
                await all.Task.WaitAsync(Patience);
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"{results.Count} of {expected} results are there.{Environment.NewLine}{await handle.ExplainTimeAsync()}", e);
            }

            var status = await handle.GetStatusAsync();
            await handle.CancelAsync();
            return ([.. results], status);
        }
        finally
        {
            await system.Terminate();
        }
    }

    private static string Key(string record) => record[..record.IndexOf(' ', StringComparison.Ordinal)];

    private static string Rest(string record) => record[(record.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    private void Transaction(string topic, int partition, bool commits, IReadOnlyList<string> values)
    {
        using var producer = Producer();
        producer.BeginTransaction();
        foreach (var value in values)
        {
            producer.Produce(new TopicPartition(topic, partition), new Message<Null, string> { Value = value });
        }

        producer.Flush(Patience);
        if (commits)
        {
            producer.CommitTransaction();
        }
        else
        {
            producer.AbortTransaction();
        }
    }

    private IProducer<Null, string> Producer()
    {
        var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = kafka.Bootstrap, TransactionalId = $"tables-{Guid.NewGuid():N}" }).Build();
        producer.InitTransactions(Patience);
        return producer;
    }
}
