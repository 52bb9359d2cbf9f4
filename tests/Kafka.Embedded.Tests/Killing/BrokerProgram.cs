using AkkaStreamProc.Connectors.Kafka.Embedded;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Killing;

/// <summary>The test assembly as a program: a broker on the given directory that says its port and runs until it is killed.</summary>
internal static class BrokerProgram
{
    public static async Task Main(string[] arguments)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { DataDirectory = arguments[0], AutoCreateTopics = true });
        Console.WriteLine(kafka.Port);
        await Console.In.ReadToEndAsync(); // Ends with the parent, so that nothing is left behind.
    }
}
