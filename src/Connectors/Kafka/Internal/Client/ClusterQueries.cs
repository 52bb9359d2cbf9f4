using System.Text;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Client;

/// <summary>Asks the brokers, again and again while they are away. Blocks; for the worker.</summary>
internal sealed unsafe class ClusterQueries(KafkaClient client, CancellationToken cancellation)
{
    // A broker answers a connection in order, so a question may wait behind two fetches that wait for records.
    private const int AnswerTimeoutMs = 3000;
    private const int PauseMs = 250;

    /// <summary>How many questions in a row go without an answer before the brokers are said to be away.</summary>
    private const int TransientFailures = 2;

    /// <summary>How many answers may say that a topic does not exist before it is believed: a new one spreads slowly.</summary>
    private const int UnknownTopicAnswers = 20;

    private readonly AdminQueries _admin = new(client);

    /// <summary>Describes a topic.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="waits">Whether to wait for a topic that does not exist, and to say so once.</param>
    /// <param name="withOperations">Whether it matters what this client may do with it.</param>
    /// <exception cref="KafkaConnectorException">There is no such topic, here as in all other questions.</exception>
    public TopicDescription Describe(string topic, bool waits = false, bool withOperations = false)
    {
        TopicDescription? description = null;
        Ask(() => _admin.TryDescribe(topic, withOperations, AnswerTimeoutMs, out description), $"what topic '{topic}' is", topic, waits);
        return description!;
    }

    /// <summary>Describes a topic, asking once.</summary>
    public ErrorCode TryDescribe(string topic, int timeoutMs, out TopicDescription? description) =>
        _admin.TryDescribe(topic, withOperations: false, timeoutMs, out description);

    /// <summary>The settings of a topic, or <see langword="null"/> where the brokers do not tell them to this client.</summary>
    public IReadOnlyDictionary<string, string>? TopicConfigs(string topic)
    {
        IReadOnlyDictionary<string, string>? configs = null;
        Ask(
            () => _admin.TryDescribeConfigs(topic, AnswerTimeoutMs, out configs) is var code && (code.IsTransient || code.IsUnknownTopic)
                ? code
                : ErrorCode.NoError,
            $"the settings of topic '{topic}'",
            topic);
        return configs is { Count: > 0 } ? configs : null;
    }

    /// <summary>The first offset of a partition and the one behind its last (stable) record.</summary>
    public Watermarks Watermarks(KafkaPartition partition)
    {
        var offsets = stackalloc long[2];
        Ask(
            () => LibRdKafka.rd_kafka_query_watermark_offsets(
                client.Handle, partition.Topic, partition.Partition, &offsets[0], &offsets[1], AnswerTimeoutMs),
            $"the offsets of {partition}",
            partition.Topic);
        return new Watermarks(offsets[0], offsets[1]);
    }

    /// <summary>The offset of the first record at or after a time, or <see langword="null"/> where there is none.</summary>
    public long? OffsetAt(KafkaPartition partition, DateTimeOffset time)
    {
        using var list = new PartitionList();
        list.Add(partition, time.ToUnixTimeMilliseconds());
        Ask(
            () => list.Check(LibRdKafka.rd_kafka_offsets_for_times(client.Handle, list.Pointer, AnswerTimeoutMs)),
            $"the offset of {partition} at {time:O}",
            partition.Topic);
        var offset = list[0].Offset;
        return offset < 0 ? null : offset;
    }

    /// <summary>The offset that the client's group has committed, or <see langword="null"/> where it has none.</summary>
    public long? CommittedOffset(KafkaPartition partition) => Committed(partition)?.Offset;

    /// <summary>
    /// The offset that the client's group has committed and the text with it, or <see langword="null"/> where it has
    /// none. While a transaction commits another one, this waits for its outcome.
    /// </summary>
    public (long Offset, string Metadata)? Committed(KafkaPartition partition)
    {
        using var list = new PartitionList();
        list.Add(partition, -1001);
        Ask(
            () => list.Check(LibRdKafka.rd_kafka_committed(client.Handle, list.Pointer, AnswerTimeoutMs)),
            $"the committed offset of {partition}",
            partition.Topic);
        var found = list[0];
        return found.Offset < 0
            ? null
            : (found.Offset, Encoding.UTF8.GetString(new ReadOnlySpan<byte>(found.Metadata, checked((int)found.MetadataSize))));
    }

    public KafkaConnectorException UnknownTopic(string topic) =>
        new($"There is no topic '{topic}' at {client.Events.Bootstrap}. Create it, or correct its name or the bootstrap servers.");

    private void Ask(Func<ErrorCode> query, string what, string topic, bool waits = false)
    {
        var unknown = 0;
        var failures = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var code = query();
            client.Poll(0);
            client.Events.ThrowIfFailed();
            if (code == ErrorCode.NoError)
            {
                client.Events.Availability.Reached();
                return;
            }

            if (code.IsUnknownTopic)
            {
                client.Events.Availability.Reached();
                if (++unknown == UnknownTopicAnswers)
                {
                    if (!waits)
                    {
                        throw UnknownTopic(topic);
                    }

                    client.Events.Notify(KafkaNotices.NoTopicYet.With($"There is no topic '{topic}' at {client.Events.Bootstrap}. The source waits until it is created."));
                }
            }
            else if (code.IsTransient)
            {
                if (++failures == TransientFailures)
                {
                    client.Events.OnAway($"Asked for {what}: {NativeText.Of(code)}.");
                }
            }
            else if (code == ErrorCode.TopicAuthorizationFailed)
            {
                throw new KafkaConnectorException(
                    $"Kafka at {client.Events.Bootstrap} does not let this client see the topic '{topic}'. {client.Events.Explain(code)}");
            }
            else
            {
                throw new KafkaConnectorException($"Kafka at {client.Events.Bootstrap} does not tell {what}: {client.Events.Explain(code)}") { IsTransient = !code.IsRefusal };
            }

            Pause();
        }
    }

    private void Pause()
    {
        cancellation.ThrowIfCancellationRequested();
        client.Poll(PauseMs);
    }
}
