using AkkaStreamProc.Connectors.Kafka;
using Confluent.Kafka.Admin;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>What a client must be allowed to do, as docs/kafka.md lists it: no right too few there, and none too many.</summary>
public sealed class KafkaRightsSpecs(AuthorizedKafka kafka) : IClassFixture<AuthorizedKafka>
{
    private const string Prefix = "spec.operator.";

    /// <summary>The number that transactional ids have in the protocol; the client has no name for it.</summary>
    private const ResourceType TransactionalId = (ResourceType)5;

    [AuthorizedKafkaTheory]
    [InlineData(DeliveryGuarantee.None)]
    [InlineData(DeliveryGuarantee.AtLeastOnce)]
    [InlineData(DeliveryGuarantee.ExactlyOnce)]
    public async Task Listed_rights_are_enough_to_write_and_to_read(DeliveryGuarantee guarantee)
    {
        var topic = await kafka.CreateTopic();
        using (var sink = new SinkDriver<string>(Sink(topic, guarantee, await kafka.User(Rights(topic, guarantee)))))
        {
            sink.Start().Write("a").Prepare().Commit();
        }

        var reader = await kafka.User([(ResourceType.Topic, topic, ResourcePatternType.Literal, AclOperation.Read)]);
        using var source = new SourceDriver<string>(new KafkaSource<string>(SourceOptions(topic, reader), new Text()));

        source.ReadToEnd().Records.ShouldBe(["a"]);
    }

    [AuthorizedKafkaTheory]
    [InlineData(DeliveryGuarantee.None, ResourceType.Topic, AclOperation.Write, "Write is missing for the topic", "--operation Write --topic '")]
    [InlineData(DeliveryGuarantee.AtLeastOnce, ResourceType.Topic, AclOperation.Write, "Write is missing for the topic", "--operation Write --topic '")]
    [InlineData(DeliveryGuarantee.ExactlyOnce, ResourceType.Topic, AclOperation.Write, "Write is missing for the topic", "--operation Write --topic '")]
    [InlineData(DeliveryGuarantee.ExactlyOnce, ResourceType.Topic, AclOperation.Read, "Read is missing for the topic", "--operation Read --topic '")]
    [InlineData(DeliveryGuarantee.ExactlyOnce, TransactionalId, AclOperation.Write, "missing for the transactional ids", "--operation Write --operation Describe --transactional-id 'spec.operator.' --resource-pattern-type prefixed")]
    [InlineData(DeliveryGuarantee.ExactlyOnce, ResourceType.Group, AclOperation.Read, "Read is missing for the groups", "--operation Read --group 'spec.operator.' --resource-pattern-type prefixed")]
    public async Task Missing_right_fails_the_sink_before_the_first_record_and_is_named_with_the_command(
        DeliveryGuarantee guarantee, ResourceType resource, AclOperation operation, string missing, string command)
    {
        var topic = await kafka.CreateTopic();
        var user = await kafka.User([
            .. Rights(topic, guarantee).Where(r => (r.Type, r.Operation) != (resource, operation)),
            (ResourceType.Topic, topic, ResourcePatternType.Literal, AclOperation.Describe)]);
        using var sink = new SinkDriver<string>(Sink(topic, guarantee, user));

        var error = Should.Throw<KafkaConnectorException>(() => sink.Start());

        error.Message.ShouldContain(missing);
        error.Message.ShouldContain($"kafka-acls --bootstrap-server {kafka.Guarded} --add --allow-principal 'User:{user["sasl.username"]}' ");
        error.Message.ShouldContain(command);
    }

    [AuthorizedKafkaTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Missing_right_fails_the_source_and_is_named_with_the_command(bool maySee)
    {
        var topic = await kafka.CreateTopic();
        var user = await kafka.User(maySee ? [(ResourceType.Topic, topic, ResourcePatternType.Literal, AclOperation.Describe)] : []);
        using var source = new SourceDriver<string>(new KafkaSource<string>(SourceOptions(topic, user), new Text()));

        var failure = source.ReadUntilFailure();

        failure.ShouldBeOfType<KafkaConnectorException>().Message.ShouldContain($"missing for the topic '{topic}'");
        failure.Message.ShouldContain("--operation Read");
    }

    [AuthorizedKafkaTheory]
    [InlineData("PLAINTEXT")]
    [InlineData("SSL")]
    public async Task Client_without_the_login_that_the_listener_wants_is_told_what_is_likely_wrong(string protocol)
    {
        var topic = await kafka.CreateTopic();
        using var source = new SourceDriver<string>(new KafkaSource<string>(
            SourceOptions(topic, new Dictionary<string, string> { ["security.protocol"] = protocol }), new Text()));

        source.Context.PumpUntil(() => source.Context.Notices.Count > 0 || source.Context.Failure is not null, "a word about the cause");

        (source.Context.Failure?.Message ?? source.Context.Notices[0]).ShouldContain("security.protocol");
    }

    private static (ResourceType Type, string Name, ResourcePatternType Pattern, AclOperation Operation)[] Rights(string topic, DeliveryGuarantee guarantee) =>
        guarantee == DeliveryGuarantee.ExactlyOnce
            ?
            [
                (ResourceType.Topic, topic, ResourcePatternType.Literal, AclOperation.Write),
                (ResourceType.Topic, topic, ResourcePatternType.Literal, AclOperation.Read),
                (TransactionalId, Prefix, ResourcePatternType.Prefixed, AclOperation.Write),
                (ResourceType.Group, Prefix, ResourcePatternType.Prefixed, AclOperation.Read),
            ]
            : [(ResourceType.Topic, topic, ResourcePatternType.Literal, AclOperation.Write)];

    private KafkaSink<string> Sink(string topic, DeliveryGuarantee guarantee, IReadOnlyDictionary<string, string> user) => new(new KafkaSinkOptions<string>
    {
        Bootstrap = kafka.Guarded,
        Topic = topic,
        Value = new Text(),
        Guarantee = guarantee,
        Properties = user,
    });

    private KafkaSourceOptions SourceOptions(string topic, IReadOnlyDictionary<string, string> user) => new()
    {
        Bootstrap = kafka.Guarded,
        Topics = [topic],
        End = KafkaEnd.AtCurrentEnd,
        Properties = user,
    };
}
