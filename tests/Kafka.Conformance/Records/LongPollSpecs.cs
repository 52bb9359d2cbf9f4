using System.Diagnostics;
using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Records;

/// <summary>Readers that wait at the end. How long is only compared with how long they would have waited in vain.</summary>
public sealed class LongPollSpecs
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    [Theory, OnBrokers]
    public async Task New_record_wakes_a_waiting_reader_long_before_its_wait_is_over(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Producer();
        await producer.WriteAsync(topic, "first");
        using IConsumer<string?, string?> consumer = Waiting(work, topic, "first");

        var clock = Stopwatch.StartNew();
        await producer.WriteAsync(topic, "second");
        consumer.NextRecord(topic).Message.Value.ShouldBe("second");

        clock.Elapsed.ShouldBeLessThan(Wait / 2);
    }

    [Theory, OnBrokers]
    public async Task Commit_wakes_a_waiting_reader_of_committed_records(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Transactional(work.NewName("tx"));
        producer.BeginTransaction();
        await producer.WriteAsync(topic, "first");
        producer.CommitTransaction(Workspace.Patience);
        using IConsumer<string?, string?> consumer = Waiting(work, topic, "first");
        producer.BeginTransaction();
        await producer.WriteAsync(topic, "second");

        var clock = Stopwatch.StartNew();
        producer.CommitTransaction(Workspace.Patience);
        consumer.NextRecord(topic).Message.Value.ShouldBe("second");

        clock.Elapsed.ShouldBeLessThan(Wait / 2);
    }

    /// <summary>A reader that has read one record and waits at the end.</summary>
    private static IConsumer<string?, string?> Waiting(Workspace work, string topic, string first)
    {
        IConsumer<string?, string?> consumer = work.Consumer(work.NewName("reader"), config =>
        {
            config.FetchWaitMaxMs = (int)Wait.TotalMilliseconds;
            config.IsolationLevel = IsolationLevel.ReadCommitted;
        });
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        consumer.NextRecord(topic).Message.Value.ShouldBe(first);
        return consumer;
    }
}
