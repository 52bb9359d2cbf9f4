using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.TestKit.Sources;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class KafkaSourceContractSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>, IAsyncLifetime
{
    private static readonly string[][] Partitions = [.. Enumerable.Range(0, 4).Select(p => Enumerable.Range(0, p == 2 ? 0 : 1_500 * (p + 1)).Select(i => $"{p}-{i}").ToArray())];

    private string _topic = "";

    public static TheoryData<string> Scenarios => [.. SourceContract.Scenarios];

    public async Task InitializeAsync()
    {
        _topic = await kafka.CreateTopic(Partitions.Length);
        foreach (var (partition, values) in Partitions.Index())
        {
            await kafka.Produce(_topic, partition, values);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Topic_up_to_its_end_keeps_the_contract(string scenario) => SourceContract.Run(scenario, new Topic(kafka, _topic, isBounded: true));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Topic_without_end_keeps_the_contract(string scenario) => SourceContract.Run(scenario, new Topic(kafka, _topic, isBounded: false));

    private sealed class Topic(KafkaFixture kafka, string topic, bool isBounded) : ISourceSystem
    {
        public IReadOnlyList<string> Records { get; } = [.. Partitions.SelectMany(values => values)];

        public ISource<string> CreateSource() => Specs.Source(kafka, topic, end: isBounded ? KafkaEnd.AtCurrentEnd : null);
    }
}
