using AkkaStreamProc.Chaos.Clicks;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using Xunit.Abstractions;

namespace AkkaStreamProc.Chaos.Runs;

/// <summary>The world around the jobs of one test: a broker, which nobody kills, and a directory.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("chaos-");

    private Scene(EmbeddedKafka broker) => Broker = broker;

    public EmbeddedKafka Broker { get; }

    public static async Task<Scene> SetAsync(ITestOutputHelper output)
    {
        output.WriteLine($"CHAOS_SEED={ChaosSettings.Seed}");
        return new Scene(await EmbeddedKafka.StartAsync());
    }

    /// <summary>A directory of that name.</summary>
    public string Place(string name) => _directory.CreateSubdirectory(name).FullName;

    public Task<GrowingTopic> GrowTopicAsync(int partitions, Disorder disorder) =>
        GrowingTopic.StartAsync(Broker, partitions, disorder, ChaosSettings.Seed, ClickCountsJob.NewOracle());

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
