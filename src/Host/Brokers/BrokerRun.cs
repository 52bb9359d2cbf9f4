using Akka.Event;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Host.Logging;
using AkkaStreamProc.Host.Runs;

namespace AkkaStreamProc.Host.Brokers;

/// <summary>Runs the embedded broker until a signal.</summary>
internal sealed class BrokerRun(Log log, StopSignals signals)
{
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(BrokerRequest request)
    {
        var kafka = await StartAsync(request).ConfigureAwait(false);
        await using (kafka.ConfigureAwait(false))
        {
            foreach (var topic in request.Topics)
            {
                await topic.EnsureAsync(kafka).ConfigureAwait(false);
            }

            log.Say($"Embedded Kafka broker: bootstrap {kafka.BootstrapServers}, {Protocol(request)}, data in {kafka.DataDirectory}. Not for production. Ctrl-C stops it.");
            await signals.Requested.ConfigureAwait(false);
        }

        log.Say("The broker is stopped; its topics stay.");
        return ExitCode.Success;
    }

    /// <summary>What clients set as <c>security.protocol</c>.</summary>
    private static string Protocol(BrokerRequest request) => (request.Users, request.Certificate) switch
    {
        (null, null) => "PLAINTEXT",
        (null, _) => "SSL",
        (_, null) => "SASL_PLAINTEXT (mechanism PLAIN)",
        _ => "SASL_SSL (mechanism PLAIN)",
    };

    private async Task<EmbeddedKafka> StartAsync(BrokerRequest request)
    {
        try
        {
            return await EmbeddedKafka.StartAsync(Options(request), signals.Cancellation).ConfigureAwait(false);
        }
        catch (ArgumentException exception) when (request.TopicDefaults.Count > 0)
        {
            throw HostException.Usage($"'--topic-config' cannot be used: {exception.Message}", exception);
        }
    }

    private EmbeddedKafkaOptions Options(BrokerRequest request) =>
        new()
        {
            Host = request.Host,
            Port = request.Port,
            AdvertisedHost = request.AdvertisedHost,
            DataDirectory = request.DataDirectory,
            AutoCreateTopics = request.CreatesTopics,
            TopicDefaults = request.TopicDefaults,
            Certificate = request.Certificate,
            Users = request.Users,
            Report = message => log.Write(DateTimeOffset.UtcNow, LogLevel.InfoLevel, "broker", message),
        };
}
