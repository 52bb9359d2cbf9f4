using System.Security.Cryptography.X509Certificates;

namespace AkkaStreamProc.Connectors.Kafka.Embedded;

/// <summary>How an embedded broker is to run. Every setting has a default that suits a test.</summary>
public sealed record EmbeddedKafkaOptions
{
    /// <summary>The address to listen on: an IP address or a name that resolves to one of this machine. Loopback by default.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The TCP port, 0 to 65535; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>The host name clients are told to connect to; the default is <see cref="Host"/>. Needed where the broker listens on a wildcard address.</summary>
    public string? AdvertisedHost { get; init; }

    /// <summary>
    /// With a certificate the listener speaks TLS and nothing else. It must come with its private key; the caller keeps it, and disposes of it after the broker.
    /// <see cref="EmbeddedKafkaCertificate"/> makes one for tests.
    /// </summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>With users, by name with their passwords, every client must authenticate as one of them, by SASL/PLAIN. Who has done so may do everything.</summary>
    public IReadOnlyDictionary<string, string>? Users { get; init; }

    /// <summary>Where everything is kept. By default a new temporary directory, deleted when the broker is disposed of.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Whether a client that asks for an unknown topic, and allows it, gets it created.</summary>
    public bool AutoCreateTopics { get; init; }

    /// <summary>Partitions of topics that are created without saying how many; 1 or more.</summary>
    public int DefaultPartitions { get; init; } = 1;

    /// <summary>
    /// Values for topic configurations (such as <c>max.message.bytes</c>) of topics that do not set their own; what is not named has Kafka's default.
    /// Two of those surprise who writes old or future times: <c>retention.ms</c> (7 days, by the records' timestamps) and <c>message.timestamp.after.max.ms</c> (1 hour).
    /// <see cref="UnlimitedTimestamps"/> lifts both.
    /// </summary>
    public IReadOnlyDictionary<string, string> TopicDefaults { get; init; } = new Dictionary<string, string>();

    /// <summary>Topic configurations, for <see cref="TopicDefaults"/>, with which records of any time are accepted and kept for ever. A job that needs them fails on brokers that have Kafka's own.</summary>
    public static IReadOnlyDictionary<string, string> UnlimitedTimestamps { get; } = new Dictionary<string, string>
    {
        ["retention.ms"] = "-1",
        ["message.timestamp.after.max.ms"] = long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>When written data is forced to the disk.</summary>
    public FlushPolicy FlushPolicy { get; init; }

    /// <summary>How often retention and compaction are applied; more than zero.</summary>
    public TimeSpan RetentionCheckInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The largest request accepted, in bytes; a connection that announces more is closed.</summary>
    public int MaxRequestBytes { get; init; } = 100 << 20;

    /// <summary>Connections served at a time; one more is closed at once.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>The longest time a producer may ask its transactions to be open (<c>transaction.max.timeout.ms</c>); more than zero.</summary>
    public TimeSpan TransactionMaxTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a partition remembers a producer that writes nothing (<c>producer.id.expiration.ms</c>); more than zero. A batch that it repeats later is no longer known as one.</summary>
    public TimeSpan ProducerIdExpiration { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a transactional id is remembered that nobody uses (<c>transactional.id.expiration.ms</c>); more than zero.</summary>
    public TimeSpan TransactionalIdExpiration { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Where the broker takes the time from: append timestamps, retention, compaction, how long a fetch waits, and how long transactions are open.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Told in one sentence what an operator may want to know: repairs at start, connections that sent garbage. Called from any thread; must not throw.</summary>
    public Action<string>? Report { get; init; }
}
