using System.Diagnostics;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>
/// The broker that the specs of one class share, each with topics of its own: the one at <c>KAFKA_BOOTSTRAP</c> where that
/// is set, an embedded one otherwise.
/// </summary>
public sealed class KafkaFixture : IAsyncLifetime
{
    private EmbeddedKafka? _embedded;

    public string Bootstrap { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Bootstrap = Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP") ?? "";
        if (Bootstrap.Length == 0)
        {
            _embedded = await EmbeddedKafka.StartAsync();
            Bootstrap = _embedded.BootstrapServers;
        }
    }

    public async Task DisposeAsync()
    {
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }

    /// <summary>Creates a topic with a name that no other spec has. It keeps records of any age, unless told otherwise.</summary>
    public async Task<string> CreateTopic(int partitions = 1, Dictionary<string, string>? configs = null)
    {
        var name = $"spec-{Guid.NewGuid():N}";
        using var admin = Admin();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = -1, Configs = new Dictionary<string, string>(configs ?? []) { ["retention.ms"] = configs?.GetValueOrDefault("retention.ms") ?? "-1" } }]);
        return name;
    }

    /// <summary>Deletes a topic, and returns when the brokers do not know it any more.</summary>
    public async Task DeleteTopic(string topic)
    {
        using var admin = Admin();
        await admin.DeleteTopicsAsync([topic]);
        var limit = Stopwatch.StartNew();
        while (admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Error.Code == ErrorCode.NoError)
        {
            if (limit.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"{topic} was not deleted.");
            }
        }
    }

    /// <summary>Deletes a topic and creates another one under its name.</summary>
    public async Task RecreateTopic(string topic, int partitions = 1)
    {
        await DeleteTopic(topic);
        await CreateTopicNamed(topic, partitions);
    }

    public async Task CreateTopicNamed(string topic, int partitions = 1)
    {
        using var admin = Admin();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 }]);
    }

    public async Task AddPartitions(string topic, int total)
    {
        using var admin = Admin();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = total }]);
    }

    public async Task DeleteRecordsBefore(string topic, int partition, long offset)
    {
        using var admin = Admin();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, partition, offset)]);
    }

    /// <summary>Writes records with the plain client, one after the other.</summary>
    public async Task Produce(string topic, int partition, params IEnumerable<string?> values)
    {
        using var producer = new ProducerBuilder<string?, string?>(new ProducerConfig { BootstrapServers = Bootstrap })
            .SetKeySerializer(Serializers.Utf8!)
            .SetValueSerializer(new NullableText())
            .Build();
        var reports = values
            .Select(v => producer.ProduceAsync(new TopicPartition(topic, partition), new Message<string?, string?> { Key = "k", Value = v }))
            .ToList();
        await Task.WhenAll(reports);
    }

    /// <summary>Reads with the plain client what a topic has now.</summary>
    public List<ConsumeResult<string?, byte[]?>> Consume(string topic, int partitions = 1)
    {
        using var consumer = new ConsumerBuilder<string?, byte[]?>(
            new ConsumerConfig { BootstrapServers = Bootstrap, GroupId = "unused", EnableAutoCommit = false, EnablePartitionEof = true })
            .SetKeyDeserializer(new NullableText()!)
            .SetValueDeserializer(new NullableBytes())
            .Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var read = new List<ConsumeResult<string?, byte[]?>>();
        for (var ends = 0; ends < partitions;)
        {
            var result = consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"Nothing came of {topic}.");
            if (result.IsPartitionEOF)
            {
                ends++;
            }
            else
            {
                read.Add(result);
            }
        }

        return read;
    }

    /// <summary>Waits until a group has committed an offset; the brokers tell nobody, so this asks again and again.</summary>
    public void AwaitCommitted(string group, TopicPartition partition, long offset)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = Bootstrap, GroupId = group }).Build();
        var limit = Stopwatch.StartNew();
        while (consumer.Committed([partition], TimeSpan.FromSeconds(10))[0].Offset != offset)
        {
            if (limit.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"The group {group} did not commit {offset} for {partition}.");
            }
        }
    }

    private IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Bootstrap }).Build();
}
