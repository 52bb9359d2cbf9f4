using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class AdminTests
{
    public static TheoryData<string, TopicSpecification, ErrorCode> BadTopics() => new()
    {
        { "a name that exists", new() { Name = "orders", NumPartitions = 1 }, ErrorCode.TopicAlreadyExists },
        { "a name with a slash", new() { Name = "a/b", NumPartitions = 1 }, ErrorCode.TopicException },
        { "a name of dots", new() { Name = "..", NumPartitions = 1 }, ErrorCode.TopicException },
        { "a name too long", new() { Name = new string('x', 250), NumPartitions = 1 }, ErrorCode.TopicException },
        { "too many partitions", new() { Name = "new", NumPartitions = 100_000 }, ErrorCode.InvalidPartitions },
        { "three replicas", new() { Name = "new", NumPartitions = 1, ReplicationFactor = 3 }, ErrorCode.InvalidReplicationFactor },
        { "an unknown config", new() { Name = "new", NumPartitions = 1, Configs = new() { ["no.such.thing"] = "1" } }, ErrorCode.InvalidConfig },
        { "a bad value", new() { Name = "new", NumPartitions = 1, Configs = new() { ["retention.ms"] = "soon" } }, ErrorCode.InvalidConfig },
        { "an unknown policy", new() { Name = "new", NumPartitions = 1, Configs = new() { ["cleanup.policy"] = "compact,shred" } }, ErrorCode.InvalidConfig },
        { "tiers, which are not there", new() { Name = "new", NumPartitions = 1, Configs = new() { ["remote.storage.enable"] = "true" } }, ErrorCode.InvalidConfig },
    };

    [Theory]
    [MemberData(nameof(BadTopics))]
    public async Task Topic_that_cannot_be_created_is_refused_with_its_own_code_and_others_are_created(string what, TopicSpecification bad, ErrorCode expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using IAdminClient admin = KafkaClients.Admin(kafka.BootstrapServers);

        var failed = await Should.ThrowAsync<CreateTopicsException>(() => admin.CreateTopicsAsync([bad, new TopicSpecification { Name = "good", NumPartitions = 1 }]));

        failed.Results.ToDictionary(result => result.Topic, result => result.Error.Code).ShouldBe(
            new Dictionary<string, ErrorCode> { [bad.Name] = expected, ["good"] = ErrorCode.NoError }, ignoreOrder: true, what);
        failed.Results.First(result => result.Topic == bad.Name).Error.Reason.ShouldNotBeNullOrWhiteSpace();
    }

    [Theory]
    [InlineData(-1, -1, 0, 1, ErrorCode.NoError)]
    [InlineData(-1, -1, 0, 7, ErrorCode.InvalidReplicaAssignment)]
    [InlineData(-1, -1, 3, 1, ErrorCode.InvalidReplicaAssignment)]
    [InlineData(2, -1, 0, 1, ErrorCode.InvalidRequest)]
    public async Task Replicas_assigned_by_hand_are_checked(int partitions, short replicationFactor, int partition, int node, ErrorCode expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);

        WireReader answer = await client.CallAsync(ApiKey.CreateTopics, 4, 5, body =>
        {
            body.WriteArrayLength(1);
            body.WriteString("orders");
            body.WriteInt32(partitions);
            body.WriteInt16(replicationFactor);
            body.WriteArrayLength(1);
            body.WriteInt32(partition);
            body.WriteInt32Array(node);
            body.WriteArrayLength(0);
            body.WriteInt32(1000);
            body.WriteBoolean(false);
        });

        answer.ReadInt32();
        answer.ReadArrayLength().ShouldBe(1);
        answer.ReadString().ShouldBe("orders");
        ((ErrorCode)answer.ReadInt16()).ShouldBe(expected);
    }

    [Fact]
    public async Task Created_topic_shows_its_partitions_and_configs()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { TopicDefaults = new Dictionary<string, string> { ["segment.bytes"] = "1000000" } });
        using IAdminClient admin = KafkaClients.Admin(kafka.BootstrapServers);

        await admin.CreateTopicsAsync([new TopicSpecification { Name = "orders", NumPartitions = 3, Configs = new() { ["retention.ms"] = "1234" } }]);

        TopicMetadata topic = admin.GetMetadata("orders", KafkaClients.Patience).Topics.Single();
        topic.Partitions.Select(partition => (partition.PartitionId, partition.Leader)).ShouldBe([(0, 1), (1, 1), (2, 1)]);
        Dictionary<string, ConfigEntryResult> configs = (await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = "orders" }])).Single().Entries;
        (configs["retention.ms"].Value, configs["retention.ms"].Source).ShouldBe(("1234", ConfigSource.DynamicTopicConfig));
        (configs["segment.bytes"].Value, configs["segment.bytes"].Source).ShouldBe(("1000000", ConfigSource.StaticBrokerConfig));
        (configs["retention.bytes"].Value, configs["retention.bytes"].IsDefault).ShouldBe(("-1", true));
    }

    [Fact]
    public async Task Broker_shows_its_configs_and_an_unknown_resource_gets_a_code()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { DefaultPartitions = 7 });
        using IAdminClient admin = KafkaClients.Admin(kafka.BootstrapServers);

        var broker = await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Broker, Name = "1" }]);
        var failed = await Should.ThrowAsync<DescribeConfigsException>(() => admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = "missing" }]));

        broker.Single().Entries["num.partitions"].Value.ShouldBe("7");
        failed.Results.Single().Error.Code.ShouldBe(ErrorCode.UnknownTopicOrPart);
    }

    [Fact]
    public async Task Changed_config_is_in_force_at_once_and_after_a_restart()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using IAdminClient admin = KafkaClients.Admin(kafka.BootstrapServers);
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers);
        var orders = new ConfigResource { Type = ResourceType.Topic, Name = "orders" };

        await admin.IncrementalAlterConfigsAsync(new() { [orders] = [new ConfigEntry { Name = "max.message.bytes", Value = "1000", IncrementalOperation = AlterConfigOpType.Set }] });
        await Should.ThrowAsync<ProduceException<byte[]?, byte[]?>>(() => producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = new byte[2000] }));
        await kafka.StopAsync();
        await kafka.StartAgainAsync();
        // A new client: an old one that finds its connection closed under a request gives the request up.
        using IAdminClient after = KafkaClients.Admin(kafka.BootstrapServers);
        (await after.DescribeConfigsAsync([orders])).Single().Entries["max.message.bytes"].Value.ShouldBe("1000");

        await after.IncrementalAlterConfigsAsync(new() { [orders] = [new ConfigEntry { Name = "max.message.bytes", IncrementalOperation = AlterConfigOpType.Delete }] });
        (await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = new byte[2000] })).Status.ShouldBe(PersistenceStatus.Persisted);
    }

    [Theory]
    [InlineData("orders", "retention.ms", "soon", AlterConfigOpType.Set, ErrorCode.InvalidConfig)]
    [InlineData("orders", "no.such", "1", AlterConfigOpType.Set, ErrorCode.InvalidConfig)]
    [InlineData("orders", "retention.ms", "1", AlterConfigOpType.Append, ErrorCode.InvalidConfig)]
    [InlineData("orders", "cleanup.policy", "delete", AlterConfigOpType.Subtract, ErrorCode.InvalidConfig)]
    [InlineData("missing", "retention.ms", "1", AlterConfigOpType.Set, ErrorCode.UnknownTopicOrPart)]
    public async Task Config_that_cannot_be_changed_is_refused_with_a_code(string topic, string name, string value, AlterConfigOpType operation, ErrorCode expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using IAdminClient admin = KafkaClients.Admin(kafka.BootstrapServers);

        var refused = await Should.ThrowAsync<IncrementalAlterConfigsException>(() => admin.IncrementalAlterConfigsAsync(new()
        {
            [new ConfigResource { Type = ResourceType.Topic, Name = topic }] = [new ConfigEntry { Name = name, Value = value, IncrementalOperation = operation }],
        }));

        refused.Results.Single().Error.Code.ShouldBe(expected);
    }

    [Fact]
    public async Task Validating_only_creates_nothing()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using IAdminClient admin = KafkaClients.Admin(kafka.BootstrapServers);

        await admin.CreateTopicsAsync([new TopicSpecification { Name = "orders", NumPartitions = 1 }], new CreateTopicsOptions { ValidateOnly = true });

        admin.GetMetadata(KafkaClients.Patience).Topics.ShouldBeEmpty();
    }

    [Fact]
    public async Task Deleted_topic_is_gone_with_its_files_and_a_new_one_of_its_name_is_empty()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using IAdminClient admin = KafkaClients.Admin(kafka.BootstrapServers);
        await kafka.CreateTopicAsync("orders");
        using (IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers))
        {
            await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = [1] });
        }

        await admin.DeleteTopicsAsync(["orders"]);
        var again = await Should.ThrowAsync<DeleteTopicsException>(() => admin.DeleteTopicsAsync(["orders"]));
        Directory.EnumerateFiles(kafka.DataDirectory, "*.log", SearchOption.AllDirectories).ShouldBeEmpty();
        await kafka.CreateTopicAsync("orders");

        again.Results.Single().Error.Code.ShouldBe(ErrorCode.UnknownTopicOrPart);
        using IConsumer<byte[]?, byte[]?> consumer = KafkaClients.Consumer(kafka.BootstrapServers);
        consumer.QueryWatermarkOffsets(new TopicPartition("orders", 0), KafkaClients.Patience).High.Value.ShouldBe(0);
    }

    [Fact]
    public async Task Added_partitions_take_records_and_fewer_are_refused()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using IAdminClient admin = KafkaClients.Admin(kafka.BootstrapServers);
        await kafka.CreateTopicAsync("orders", 2);

        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = "orders", IncreaseTo = 4 }]);
        var fewer = await Should.ThrowAsync<CreatePartitionsException>(() => admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = "orders", IncreaseTo = 3 }]));
        var missing = await Should.ThrowAsync<CreatePartitionsException>(() => admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = "missing", IncreaseTo = 3 }]));

        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers);
        (await producer.ProduceAsync(new TopicPartition("orders", 3), new Message<byte[]?, byte[]?> { Value = [1] })).Offset.Value.ShouldBe(0);
        fewer.Results.Single().Error.Code.ShouldBe(ErrorCode.InvalidPartitions);
        missing.Results.Single().Error.Code.ShouldBe(ErrorCode.UnknownTopicOrPart);
    }

    [Fact]
    public async Task Deleted_records_are_out_of_range_and_stay_so_over_a_restart()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers);
        for (byte i = 0; i < 5; i++)
        {
            await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = [i] });
        }

        using IAdminClient admin = KafkaClients.Admin(kafka.BootstrapServers);
        (await admin.DeleteRecordsAsync([new TopicPartitionOffset("orders", 0, 3)])).Single().Offset.Value.ShouldBe(3);
        var beyond = await Should.ThrowAsync<DeleteRecordsException>(() => admin.DeleteRecordsAsync([new TopicPartitionOffset("orders", 0, 6)]));
        await kafka.StopAsync();
        await kafka.StartAgainAsync();

        beyond.Results.Single().Error.Code.ShouldBe(ErrorCode.OffsetOutOfRange);
        using IConsumer<byte[]?, byte[]?> consumer = KafkaClients.Consumer(kafka.BootstrapServers);
        consumer.QueryWatermarkOffsets(new TopicPartition("orders", 0), KafkaClients.Patience).ToString().ShouldBe("3 .. 5");
        KafkaClients.Read(kafka.BootstrapServers, "orders", 0, 3, 2).Select(record => record.Message.Value!.Single()).ShouldBe([3, 4]);
    }

    [Fact]
    public async Task Cluster_is_described_as_one_node()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using IAdminClient admin = KafkaClients.Admin(kafka.BootstrapServers);

        DescribeClusterResult cluster = await admin.DescribeClusterAsync();

        cluster.Nodes.Single().ShouldSatisfyAllConditions(node => node.Id.ShouldBe(1), node => node.Port.ShouldBe(kafka.Port));
        cluster.ClusterId.Length.ShouldBe(22);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public async Task Unknown_topic_is_created_only_where_broker_and_client_both_allow_it(bool brokerAllows, bool clientAllows, bool created)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { AutoCreateTopics = brokerAllows, DefaultPartitions = 3 });
        using RawClient client = await RawClient.ConnectAsync(kafka);

        await client.CallAsync(ApiKey.Metadata, 4, 9, body =>
        {
            body.WriteArrayLength(1);
            body.WriteString("wished");
            body.WriteBoolean(clientAllows);
        });

        using IAdminClient admin = KafkaClients.Admin(kafka.BootstrapServers);
        admin.GetMetadata(KafkaClients.Patience).Topics.Select(topic => topic.Partitions.Count).ShouldBe(created ? [3] : []);
    }

    [Fact]
    public async Task Librdkafka_producer_creates_its_topic_where_the_broker_allows_it()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { AutoCreateTopics = true });
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers);

        (await producer.ProduceAsync("wished", new Message<byte[]?, byte[]?> { Value = [1] })).Offset.Value.ShouldBe(0);
    }

    [Fact]
    public async Task Librdkafka_producer_learns_that_a_topic_does_not_exist()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers, config => config.Set("topic.metadata.propagation.max.ms", "100"));

        var refused = await Should.ThrowAsync<ProduceException<byte[]?, byte[]?>>(() => producer.ProduceAsync("missing", new Message<byte[]?, byte[]?> { Value = [1] }));

        refused.Error.Code.ShouldBe(ErrorCode.UnknownTopicOrPart);
    }
}
