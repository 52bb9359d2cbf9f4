using System.Net;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

namespace AkkaStreamProc.Connectors.Kafka.Embedded;

/// <summary>Refuses options that cannot work before anything is touched.</summary>
internal static class OptionRules
{
    private const int SmallestRequestLimit = 1024;

    /// <exception cref="ArgumentException">A number is out of its range, or a topic default is none.</exception>
    /// <exception cref="EmbeddedKafkaAddressException">The port is no port, or the host cannot be told to clients.</exception>
    public static void Check(EmbeddedKafkaOptions options)
    {
        if (options.Port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            throw new EmbeddedKafkaAddressException($"{options.Port} is no TCP port. Choose one from 0 (any free one) to {IPEndPoint.MaxPort}.");
        }

        if (options.AdvertisedHost is null && IPAddress.TryParse(options.Host, out IPAddress? address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            throw new EmbeddedKafkaAddressException($"The broker listens on every address ({options.Host}), which clients cannot connect to. Set AdvertisedHost to the name they should use.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(options.DefaultPartitions, 1, nameof(options.DefaultPartitions));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.DefaultPartitions, TopicCatalog.MaxPartitions, nameof(options.DefaultPartitions));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConnections, 1, nameof(options.MaxConnections));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRequestBytes, SmallestRequestLimit, nameof(options.MaxRequestBytes));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.RetentionCheckInterval, TimeSpan.Zero, nameof(options.RetentionCheckInterval));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.ProducerIdExpiration, TimeSpan.Zero, nameof(options.ProducerIdExpiration));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.TransactionalIdExpiration, TimeSpan.Zero, nameof(options.TransactionalIdExpiration));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TransactionMaxTimeout, TimeSpan.FromMilliseconds(1), nameof(options.TransactionMaxTimeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TransactionMaxTimeout, TimeSpan.FromMilliseconds(int.MaxValue), nameof(options.TransactionMaxTimeout));
        if (options.Certificate is { HasPrivateKey: false })
        {
            throw new ArgumentException($"The certificate {options.Certificate.Subject} comes without its private key, with which a listener must prove itself.", nameof(options));
        }

        if (options.Users is { Count: 0 })
        {
            throw new ArgumentException("Users is empty, so that nobody could authenticate. Name a user, or leave it null to let everybody in.", nameof(options));
        }

        if (TopicSettings.Complaint(options.TopicDefaults.ToDictionary(pair => pair.Key, string? (pair) => pair.Value)) is { } complaint)
        {
            throw new ArgumentException(complaint, nameof(options));
        }
    }
}
