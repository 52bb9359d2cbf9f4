using System.Globalization;
using System.Net;

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

    /// <summary>Understands a TCP port.</summary>
    /// <exception cref="HostException">It is none.</exception>
    public static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? port
            : throw HostException.Usage($"'{text}' is no TCP port, which '--port' must be: 0 (any free one) to {IPEndPoint.MaxPort}.");
}
