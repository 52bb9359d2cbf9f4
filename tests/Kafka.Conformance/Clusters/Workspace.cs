using AkkaStreamProc.Connectors.Kafka.Embedded;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace AkkaStreamProc.Kafka.Conformance.Clusters;

/// <summary>
/// Brokers for one spec, with names that no other run has. Disposal deletes the topics and the groups that were named; what is left behind is transactional ids, which nobody can delete.
/// </summary>
internal sealed class Workspace : IAsyncDisposable
{
    /// <summary>How long a spec waits for what must come, on any brokers.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan SpreadTime = TimeSpan.FromMilliseconds(500);

    /// <summary>How often the embedded broker looks for what is to be deleted; others may take a quarter of a minute.</summary>
    private static readonly TimeSpan Upkeep = TimeSpan.FromSeconds(1);

    private static readonly Lazy<Task> OutsideIsReady = new(ReadyOutsideAsync);

    private readonly EmbeddedKafka? _embedded;
    private readonly List<string> _topics = [];
    private readonly List<string> _groups = [];
    private readonly string _run = Guid.NewGuid().ToString("N")[..12];
    private int _names;

    private Workspace(EmbeddedKafka? embedded, string bootstrap)
    {
        _embedded = embedded;
        Bootstrap = bootstrap;
        Admin = new AdminClientBuilder(new AdminClientConfig(ClientSettings.For(bootstrap))).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    public string Bootstrap { get; }

    public IAdminClient Admin { get; }

    public static async Task<Workspace> OpenAsync(Brokers brokers)
    {
        if (brokers == Brokers.Outside)
        {
            await OutsideIsReady.Value;
            return new Workspace(null, ClientSettings.OutsideBootstrap!);
        }

        EmbeddedKafka embedded = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { RetentionCheckInterval = Upkeep });
        return new Workspace(embedded, embedded.BootstrapServers);
    }

    /// <summary>A name nobody else has, for a group.</summary>
    public string NewGroup()
    {
        _groups.Add(NewName("group"));
        return _groups[^1];
    }

    /// <summary>A name nobody else has.</summary>
    public string NewName(string what) => $"conformance-{_run}-{what}-{Interlocked.Increment(ref _names)}";

    /// <summary>Creates a topic with the brokers' own number of replicas, and waits until every partition has a leader.</summary>
    public async Task<string> CreateTopicAsync(int partitions = 1, params (string Name, string Value)[] configs)
    {
        string topic = NewName("topic");
        await DoAsync("create topics", admin => admin.CreateTopicsAsync(
            [new TopicSpecification { Name = topic, NumPartitions = partitions, Configs = configs.ToDictionary(config => config.Name, config => config.Value) }]));
        _topics.Add(topic);
        await AwaitLeadersAsync(topic, partitions);
        return topic;
    }

    /// <summary>Waits until every partition of a topic has a leader; where there are several brokers, until the others know of it too.</summary>
    public async Task AwaitLeadersAsync(string topic, int partitions)
    {
        Metadata metadata = null!;
        await Eventually.HoldsAsync(
            () => (metadata = Admin.GetMetadata(topic, Patience)).Topics is [{ Error.IsError: false } known] && known.Partitions.Count == partitions && known.Partitions.All(partition => partition.Leader >= 0),
            $"topic {topic} to have {partitions} leaders");
        if (metadata.Brokers.Count > 1)
        {
            // One broker was asked, and nobody can be asked what the others know.
            await Task.Delay(SpreadTime);
        }
    }

    /// <summary>Administers; where the brokers do not allow it, says so instead of failing the spec for its subject.</summary>
    /// <param name="what">What is done: "create topics".</param>
    /// <param name="work">Does it.</param>
    public async Task DoAsync(string what, Func<IAdminClient, Task> work)
    {
        try
        {
            await work(Admin);
        }
        catch (KafkaException exception) when (Codes(exception).Any(IsMissingRight))
        {
            throw new MissingRightException(what, exception);
        }
    }

    public IProducer<string?, string?> Producer(Action<ProducerConfig>? configure = null)
    {
        var config = new ProducerConfig(ClientSettings.For(Bootstrap)) { LingerMs = 5 };
        configure?.Invoke(config);
        return new ProducerBuilder<string?, string?>(config)
            .SetKeySerializer(NullableText.Instance)
            .SetValueSerializer(NullableText.Instance)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();
    }

    /// <summary>A producer that is ready to begin transactions.</summary>
    public IProducer<string?, string?> Transactional(string transactionalId, Action<ProducerConfig>? configure = null)
    {
        IProducer<string?, string?> producer = Producer(config =>
        {
            config.TransactionalId = transactionalId;
            configure?.Invoke(config);
        });
        try
        {
            producer.InitTransactions(Patience);
        }
        catch (KafkaException)
        {
            producer.Dispose();
            throw;
        }

        return producer;
    }

    public ConsumerBuilder<string?, string?> ConsumerBuilder(string group, Action<ConsumerConfig>? configure = null)
    {
        var config = new ConsumerConfig(ClientSettings.For(Bootstrap))
        {
            GroupId = group,
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnablePartitionEof = true,
            SessionTimeoutMs = 6000,
            HeartbeatIntervalMs = 500,
        };
        configure?.Invoke(config);
        return new ConsumerBuilder<string?, string?>(config)
            .SetKeyDeserializer(NullableText.Instance)
            .SetValueDeserializer(NullableText.Instance)
            .SetLogHandler((_, _) => { });
    }

    public IConsumer<string?, string?> Consumer(string group, Action<ConsumerConfig>? configure = null) =>
        ConsumerBuilder(group, configure).SetErrorHandler((_, _) => { }).Build();

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_embedded is null)
            {
                await CleanUpAsync();
            }
        }
        finally
        {
            Admin.Dispose();
            if (_embedded is not null)
            {
                await _embedded.DisposeAsync();
            }
        }
    }

    /// <summary>Lets new brokers make what they make with the first group and the first transaction, which takes longer than specs wait for.</summary>
    private static async Task ReadyOutsideAsync()
    {
        await using var work = new Workspace(null, ClientSettings.OutsideBootstrap!);
        using IConsumer<string?, string?> consumer = work.Consumer(work.NewGroup());
        // New brokers elect the leaders of the topics for groups and transactions with the first of them.
        await Eventually.HoldsAsync(
            () =>
            {
                try
                {
                    consumer.Committed([new TopicPartition(work.NewName("topic"), 0)], Patience);
                    work.Transactional(work.NewName("tx")).Dispose();
                    return Task.FromResult(true);
                }
                catch (KafkaException exception) when (exception.Error.Code is ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.GroupLoadInProgress)
                {
                    return Task.FromResult(false);
                }
            },
            "coordinators for groups and transactions");
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await work.Admin.ListConsumerGroupsAsync();
                    return true;
                }
                catch (KafkaException exception) when (exception is ListConsumerGroupsException || exception.Error.Code == ErrorCode.GroupLoadInProgress)
                {
                    return false;
                }
            },
            "the groups of the brokers to be loaded");
    }

    private async Task CleanUpAsync()
    {
        foreach (string group in _groups)
        {
            await IgnoringRefusalAsync(() => Admin.DeleteGroupsAsync([group]));
        }

        foreach (string topic in _topics)
        {
            await IgnoringRefusalAsync(() => Admin.DeleteTopicsAsync([topic]));
        }
    }

    /// <summary>A spec may have deleted it itself, or hold members still; neither is its subject.</summary>
    private static async Task IgnoringRefusalAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (KafkaException)
        {
        }
    }

    private static IEnumerable<ErrorCode> Codes(KafkaException exception) => exception switch
    {
        CreateTopicsException created => created.Results.Select(result => result.Error.Code),
        DeleteTopicsException deleted => deleted.Results.Select(result => result.Error.Code),
        CreatePartitionsException grown => grown.Results.Select(result => result.Error.Code),
        DeleteRecordsException records => records.Results.Select(result => result.Error.Code),
        DeleteGroupsException groups => groups.Results.Select(result => result.Error.Code),
        _ => [exception.Error.Code],
    };

    private static bool IsMissingRight(ErrorCode code) => code
        is ErrorCode.TopicAuthorizationFailed
        or ErrorCode.GroupAuthorizationFailed
        or ErrorCode.ClusterAuthorizationFailed
        or ErrorCode.TransactionalIdAuthorizationFailed
        or ErrorCode.PolicyViolation;
}
