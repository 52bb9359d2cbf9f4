using AkkaStreamProc.TestKit.Sinks;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class KafkaSinkContractSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    public static TheoryData<string> Scenarios => [.. TransactionalSinkContract.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Kafka_sink_keeps_the_contract(string scenario) =>
        TransactionalSinkContract.Run(scenario, new TransactionalTopic(kafka.Bootstrap, await kafka.CreateTopic()));
}
