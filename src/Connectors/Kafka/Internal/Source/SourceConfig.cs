using System.Globalization;
using AkkaStreamProc.Connectors.Kafka.Internal.Client;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>The settings of a source's client.</summary>
internal static class SourceConfig
{
    /// <summary>
    /// How much is fetched ahead of all partitions that a client begins with together, and of one where there are many; one never
    /// has more than a quarter. Partitions are not read evenly, so they have twice what the library keeps for one queue. Each may be
    /// exceeded by one fetch.
    /// </summary>
    private const int FetchedAheadKb = 128 * 1024;
    private const int MaxFetchBytes = 4 * 1024 * 1024;
    private const int LeastFetchedAheadKb = 1024;
    private const int FetchedAhead = 200_000;
    private const int LeastFetchedAhead = 5_000;

    public static void Validate(KafkaSourceOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Bootstrap))
        {
            throw new KafkaConnectorException("A Kafka source needs bootstrap servers: host:port, several separated by commas.");
        }

        if (options.Topics.Count == 0 || options.Topics.Any(string.IsNullOrWhiteSpace))
        {
            throw new KafkaConnectorException($"The Kafka source of {options.Bootstrap} needs at least one topic, and every topic a name.");
        }

        if (NeedsGroup(options.Start) && options.GroupId is null)
        {
            throw new KafkaConnectorException(
                $"The Kafka source of {string.Join(",", options.Topics)} starts at group offsets. Set GroupId to the group.");
        }

        if (options.DiscoveryInterval <= TimeSpan.Zero)
        {
            throw new KafkaConnectorException(
                $"DiscoveryInterval of the Kafka source of {string.Join(",", options.Topics)} is {options.DiscoveryInterval}; it must be above 0.");
        }

        _ = Create(options);
    }

    /// <param name="options">The options.</param>
    /// <param name="partitions">How many partitions the client reads about, which share the memory for what is fetched ahead.</param>
    public static IReadOnlyDictionary<string, string> Create(KafkaSourceOptions options, int partitions = 1)
    {
        var required = new Dictionary<string, string>
        {
            ["enable.auto.commit"] = "false",
            ["enable.auto.offset.store"] = "false",
            ["enable.partition.eof"] = "true",
            ["auto.offset.reset"] = "error",
            ["allow.auto.create.topics"] = "false",
        };
        if (options.GroupId is not null)
        {
            required["group.id"] = options.GroupId;
        }
        else if (options.Properties.ContainsKey("group.id"))
        {
            throw new KafkaConnectorException("The group of a Kafka source is set by the option GroupId, not by the property 'group.id'.");
        }

        var defaults = new Dictionary<string, string>(Defaults)
        {
            ["queued.max.messages.kbytes"] = Share(FetchedAheadKb, LeastFetchedAheadKb),
            ["queued.min.messages"] = Share(FetchedAhead, LeastFetchedAhead),
            ["fetch.message.max.bytes"] = Math.Min(MaxFetchBytes, 1024 * Of(FetchedAheadKb, LeastFetchedAheadKb)).ToString(CultureInfo.InvariantCulture),
        };
        return ClientConfig.Merge(options.Bootstrap, defaults, options.Properties, required);

        string Share(int all, int least) => Of(all, least).ToString(CultureInfo.InvariantCulture);

        int Of(int all, int least) => Math.Max(least, all / Math.Max(4, partitions));
    }

    /// <summary>What a source must be allowed to do.</summary>
    public static RightHints Rights(KafkaSourceOptions options) => new(
        options.Bootstrap,
        RightHints.PrincipalOf(options.Properties),
        options.Topics,
        [AclOperation.Read, AclOperation.Describe],
        Group: options.GroupId);

    private static bool NeedsGroup(KafkaStart? start) =>
        start is not null && (start.Kind == KafkaStartKind.GroupOffsets || NeedsGroup(start.Fallback));

    // The library waits a whole second before it fetches again once its buffer was full, longer than a job takes to
    // empty it; and it gives up on nothing when a message is larger than these sizes, which only shape its requests.
    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["fetch.queue.backoff.ms"] = "5",
        ["receive.message.max.bytes"] = (1024 * 1024 * 1024).ToString(CultureInfo.InvariantCulture),
        ["topic.metadata.refresh.interval.ms"] = "30000",
        ["topic.metadata.propagation.max.ms"] = "5000",
    };
}
