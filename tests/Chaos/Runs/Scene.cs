using AkkaStreamProc.Chaos.Clicks;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Host.Chaos.Processes;
using Xunit.Abstractions;

namespace AkkaStreamProc.Chaos.Runs;

/// <summary>The world around the jobs of one test: a directory and brokers, one of which nobody kills.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("chaos-");

    private Scene(EmbeddedKafka broker) => Broker = broker;

    public EmbeddedKafka Broker { get; }

    public static async Task<Scene> SetAsync(ITestOutputHelper output)
    {
        output.WriteLine($"CHAOS_SEED={ChaosSettings.Seed}");
        return new Scene(await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions
        {
            // Clicks and counts are dated by their events, some of which are long ago.
            TopicDefaults = new Dictionary<string, string> { ["retention.ms"] = "-1" },
        }));
    }

    /// <summary>A directory of that name.</summary>
    public string Place(string name) => _directory.CreateSubdirectory(name).FullName;

    /// <summary>A topic of the broker that nobody kills.</summary>
    public async Task<GrowingTopic> GrowTopicAsync(int partitions, Disorder disorder)
    {
        await Broker.CreateTopicAsync(GrowingTopic.Name, partitions);
        return Grow(Broker.BootstrapServers, partitions, disorder);
    }

    /// <summary>A broker that may be killed, with a topic to grow.</summary>
    public async Task<BrokerChild> StartBrokerAsync(int partitions)
    {
        var broker = new BrokerChild(Place("broker"), Path.Combine(_directory.FullName, "broker.log"));
        await broker.StartAsync([GrowingTopic.Name], partitions);
        return broker;
    }

    /// <summary>The topic of a broker that may be killed.</summary>
    public static GrowingTopic Grow(string bootstrap, int partitions, Disorder disorder) =>
        new(bootstrap, [.. Enumerable.Range(0, partitions).Select(p => new ClickGenerator(ChaosSettings.Seed, p, disorder))], ClickCountsJob.NewOracle());

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
