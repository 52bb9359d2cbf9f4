using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Kafka.Bench;

// Records per second, processor time and allocation of the source and the sink beside the managed client, on the same
// topic: dotnet run -c Release --project bench/Kafka [records] [bytes of a record]
// KAFKA_BOOTSTRAP names a broker; without it the embedded one runs in this process and takes its share of the processor.
var records = args.Length > 0 ? int.Parse(args[0]) : 2_000_000;
var size = args.Length > 1 ? int.Parse(args[1]) : 100;
var bootstrap = Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP");
await using var embedded = bootstrap is null ? await EmbeddedKafka.StartAsync() : null;
bootstrap ??= embedded!.BootstrapServers;
var topics = new BenchTopics(bootstrap);

Console.WriteLine($"{records:N0} records of {size} bytes");
foreach (var round in Enumerable.Range(1, 3))
{
    Console.WriteLine($"round {round}");
    var topic = await topics.Create();
    Measurement.Print("sink", records, () => SinkBench.Run(bootstrap, topic, records, size));
    Measurement.Print("managed Produce", records, () => ManagedBench.Produce(bootstrap, topics.Create().Result, records, size));
    Measurement.Print("source", records, () => SourceBench.Run(bootstrap, topic, records));
    Measurement.Print("managed Consume", records, () => ManagedBench.Consume(bootstrap, topic, records));
}
