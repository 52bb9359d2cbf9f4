using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.TestKit.Sinks;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>A topic with an exactly-once sink of a job of its own.</summary>
internal sealed class TransactionalTopic(string bootstrap, string topic, TimeSpan? transactionTimeout = null) : ITransactionalSystem
{
    public const string Operator = "operator";

    public string JobName { get; } = $"job-{Guid.NewGuid():N}";

    public KafkaSinkOptions<string> Options { get; } = new()
    {
        Bootstrap = bootstrap,
        Topic = topic,
        Value = new Text(),
        Guarantee = DeliveryGuarantee.ExactlyOnce,
        TransactionTimeout = transactionTimeout ?? TimeSpan.FromMinutes(1),
    };

    public ISink<string> Sink => new KafkaSink<string>(Options);

    public SinkAttempt Attempt(int subtask = 0, int parallelism = 1) => new(Sink, subtask, parallelism, jobName: JobName);

    public IReadOnlyList<string> ReadVisible() => [.. Committed().Select(r => r.Message.Value)];

    /// <summary>A transaction is open where stable records end before all records do.</summary>
    public IReadOnlyList<string> ReadOpen() =>
        End(IsolationLevel.ReadCommitted) < End(IsolationLevel.ReadUncommitted) ? [$"a transaction on {topic}"] : [];

    /// <summary>Fences the producers of the first subtask from outside, which is what a time-out looks like to them.</summary>
    public void GiveUpTransactions()
    {
        GiveUpTransactions(0);
        GiveUpTransactions(1);
    }

    /// <summary>Fences one of the two transactional ids that epochs take in turn.</summary>
    public void GiveUpTransactions(int number)
    {
        using var producer = new ProducerBuilder<Null, Null>(
            new ProducerConfig { BootstrapServers = bootstrap, TransactionalId = $"{JobName}.{Operator}.0.{number}" }).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(30));
    }

    /// <summary>Waits until the brokers have given up what was open; they tell nobody, so this asks again and again.</summary>
    public void AwaitNothingOpen()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (ReadOpen().Count > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    public List<ConsumeResult<string?, string>> Committed()
    {
        using var consumer = new ConsumerBuilder<string?, string>(Config(IsolationLevel.ReadCommitted)).SetKeyDeserializer(new NullableText()!).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var records = new List<ConsumeResult<string?, string>>();
        while (true)
        {
            var result = consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"Nothing came of {topic}.");
            if (result.IsPartitionEOF)
            {
                return records;
            }

            records.Add(result);
        }
    }

    private long End(IsolationLevel isolation)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(Config(isolation)).Build();
        return consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), TimeSpan.FromSeconds(30)).High.Value;
    }

    private ConsumerConfig Config(IsolationLevel isolation) => new()
    {
        BootstrapServers = bootstrap,
        GroupId = "unused",
        EnableAutoCommit = false,
        EnablePartitionEof = true,
        IsolationLevel = isolation,
    };
}
