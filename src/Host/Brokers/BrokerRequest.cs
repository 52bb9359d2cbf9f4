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

    /// <summary>Whom the broker is to be in TLS; without it nothing is encrypted.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Names and passwords of those who may connect; everybody where there are none.</summary>
    public IReadOnlyDictionary<string, string>? Users { get; init; }

    /// <summary>Understands a TCP port.</summary>
    /// <exception cref="HostException">It is none.</exception>
    public static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? port
            : throw HostException.Usage($"'{text}' is no TCP port, which '--port' must be: 0 (any free one) to {IPEndPoint.MaxPort}.");
}
