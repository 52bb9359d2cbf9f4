using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace AkkaStreamProc.Host.Brokers;

/// <summary>How a broker is to run.</summary>
internal sealed record BrokerRequest
{
    public required int Port { get; init; }

    public required string Host { get; init; }

    public string? AdvertisedHost { get; init; }

    public required string DataDirectory { get; init; }

    public required IReadOnlyList<TopicRequest> Topics { get; init; }

    public bool CreatesTopics { get; init; }

    /// <summary>Configurations of topics that do not set their own; what is not named has Kafka's default.</summary>
    public IReadOnlyDictionary<string, string> TopicDefaults { get; init; } = new Dictionary<string, string>();

    /// <summary>Whom the broker is to be in TLS; without it nothing is encrypted.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Names and passwords of those who may connect; everybody where there are none.</summary>
    public IReadOnlyDictionary<string, string>? Users { get; init; }

    /// <summary>Understands lines <c>NAME=VALUE</c>.</summary>
    /// <exception cref="HostException">One is none.</exception>
    public static IReadOnlyDictionary<string, string> ParseTopicDefaults(IEnumerable<string> lines)
    {
        var defaults = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw HostException.Usage($"'{line}' is no configuration, which '--topic-config' must be: NAME=VALUE, for example retention.ms=-1.");
            }

            defaults[line[..equals].Trim()] = line[(equals + 1)..].Trim();
        }

        return defaults;
    }

    /// <summary>Understands a TCP port.</summary>
    /// <exception cref="HostException">It is none.</exception>
    public static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? port
            : throw HostException.Usage($"'{text}' is no TCP port, which '--port' must be: 0 (any free one) to {IPEndPoint.MaxPort}.");
}
