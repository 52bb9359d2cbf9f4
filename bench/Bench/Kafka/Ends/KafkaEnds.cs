using AkkaStreamProc.Bench.Measuring;

namespace AkkaStreamProc.Bench.Kafka.Ends;

/// <summary>The source and the sink of the connector alone, beside the managed client on the same topic.</summary>
internal sealed class KafkaEnds : IBenchmark
{
    private const int Rounds = 3;

    public string Name => "kafka-ends";

    public string Question => "the source and the sink of the Kafka connector by themselves, beside the managed client";

    public async Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        var records = (int)arguments.Number("records", 2_000_000);
        var size = (int)arguments.Number("size", 100);
        using var broker = await BrokerProcess.StartAsync();
        var topics = new BenchTopics(broker.Bootstrap);
        report.Line($"{records:N0} records of {size} bytes, {Rounds} rounds; the broker is another process");
        for (var round = 0; round < Rounds; round++)
        {
            var (topic, other) = (await topics.CreateAsync(), await topics.CreateAsync());
            Measurement.Print("sink", records, () => SinkEnd.Run(broker.Bootstrap, topic, records, size), report);
            Measurement.Print("managed Produce", records, () => ManagedClient.Produce(broker.Bootstrap, other, records, size), report);
            Measurement.Print("source", records, () => SourceEnd.Run(broker.Bootstrap, topic, records), report);
            Measurement.Print("managed Consume", records, () => ManagedClient.Consume(broker.Bootstrap, topic, records), report);
        }
    }
}
