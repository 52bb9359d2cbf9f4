using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Records;

/// <summary>What can be provoked from the side of a client. Repetitions need a network that loses answers, which no client can ask for.</summary>
public sealed class IdempotenceSpecs
{
    [Theory, OnBrokers]
    public async Task Many_small_batches_in_flight_keep_their_order_and_come_once(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Producer(config =>
        {
            config.EnableIdempotence = true;
            config.BatchNumMessages = 3;
            config.LingerMs = 0;
            config.MaxInFlight = 5;
        });

        Task[] reports = [.. Enumerable.Range(0, 3000).Select(i => producer.ProduceAsync(new TopicPartition(topic, 0), new Message<string?, string?> { Value = $"{i}" }))];
        await Task.WhenAll(reports);

        work.ReadToEnd(topic, IsolationLevel.ReadCommitted).ShouldBe(Enumerable.Range(0, 3000).Select(i => $"{i}"));
    }

    [Theory, OnBrokers]
    public async Task Producers_of_one_partition_do_not_count_each_others_batches(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> one = work.Producer(config => config.EnableIdempotence = true);
        using IProducer<string?, string?> two = work.Producer(config => config.EnableIdempotence = true);

        for (int i = 0; i < 10; i++)
        {
            await one.WriteAsync(topic, $"one {i}");
            await two.WriteAsync(topic, $"two {i}");
        }

        work.ReadToEnd(topic, IsolationLevel.ReadCommitted).ShouldBe(Enumerable.Range(0, 10).SelectMany(i => new[] { $"one {i}", $"two {i}" }));
    }

    [Theory, OnBrokers]
    public async Task Gap_that_a_refused_record_leaves_in_the_sequence_is_healed_and_nothing_else_is_lost(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(1, ("max.message.bytes", "100000"));
        using IProducer<string?, string?> producer = work.Producer(config =>
        {
            config.EnableIdempotence = true;
            config.MessageMaxBytes = 1_000_000;
        });
        await producer.WriteAsync(topic, "0", "1");

        await Should.ThrowAsync<ProduceException<string?, string?>>(() => producer.WriteAsync(topic, new string('x', 200_000)));
        await producer.WriteAsync(topic, "2", "3");

        work.ReadToEnd(topic, IsolationLevel.ReadCommitted).ShouldBe(["0", "1", "2", "3"]);
    }
}
