using System.Globalization;
using AkkaStreamProc.Bench.Latency;
using AkkaStreamProc.Connectors.Kafka.Embedded;

namespace AkkaStreamProc.Bench.Kafka;

/// <summary>What this program does where it is started by itself: one thing, until its standard input closes.</summary>
internal static class ChildRoles
{
    public const string Broker = "--as-broker";
    public const string Feed = "--as-click-feed";
    public const string TimedFeed = "--as-timed-feed";

    /// <returns>Whether the arguments name a role; it is over then.</returns>
    public static async Task<bool> TryPlayAsync(string[] arguments)
    {
        switch (arguments)
        {
            case [Broker]:
                await using (var kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions
                {
                    RetentionCheckInterval = TimeSpan.FromSeconds(5),
                    TopicDefaults = new Dictionary<string, string> { ["retention.ms"] = "-1" }, // Its records are of 2023.
                }))
                {
                    await PlayAsync(kafka.BootstrapServers);
                }

                return true;
            case [Feed, var bootstrap, var topic, var clicksPerSecond]:
                using (new ClickFeed(bootstrap, topic, int.Parse(clicksPerSecond, CultureInfo.InvariantCulture)))
                {
                    await PlayAsync("writing");
                }

                return true;
            case [TimedFeed, var bootstrap, var topic, var partitions, var clicksPerSecond]:
                using (new Latency.TimedFeed(bootstrap, topic, int.Parse(partitions, CultureInfo.InvariantCulture), int.Parse(clicksPerSecond, CultureInfo.InvariantCulture)))
                {
                    await PlayAsync("writing");
                }

                return true;
            default:
                return false;
        }
    }

    private static Task PlayAsync(string announcement)
    {
        Console.WriteLine(announcement);
        return Console.In.ReadToEndAsync();
    }
}
