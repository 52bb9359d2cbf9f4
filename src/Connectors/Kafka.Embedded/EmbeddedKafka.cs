using System.Net.Sockets;
using AkkaStreamProc.Connectors.Kafka.Embedded.Network;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

namespace AkkaStreamProc.Connectors.Kafka.Embedded;

/// <summary>
/// A small Kafka broker inside this process, for development, demonstrations and tests: one node, the real wire protocol, logs on disk. Not for production.
/// All members may be called from any thread.
/// </summary>
/// <example>
/// <code>
/// await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
/// await kafka.CreateTopicAsync("orders", partitions: 4);
/// // Any Kafka client connects to kafka.BootstrapServers.
/// </code>
/// </example>
public sealed class EmbeddedKafka : IAsyncDisposable
{
    private readonly EmbeddedKafkaOptions _options;
    private readonly bool _ownsDirectory;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private Broker? _broker;
    private Listener? _listener;
    private Socket? _heldPort;
    private bool _disposed;

    private EmbeddedKafka(EmbeddedKafkaOptions options)
    {
        _options = options;
        _ownsDirectory = options.DataDirectory is null;
        DataDirectory = Path.GetFullPath(options.DataDirectory ?? Directory.CreateTempSubdirectory("embedded-kafka-").FullName);
        Port = options.Port;
        Faults = new EmbeddedKafkaFaults(options.TimeProvider);
    }

    /// <summary>What clients set as <c>bootstrap.servers</c>; stays the same over stops and starts.</summary>
    public string BootstrapServers
    {
        get
        {
            string host = _options.AdvertisedHost ?? _options.Host;
            return host.Contains(':') ? $"[{host}]:{Port}" : $"{host}:{Port}";
        }
    }

    /// <summary>The TCP port; where 0 was asked for, the one that was found.</summary>
    public int Port { get; private set; }

    /// <summary>The full path of the directory that holds everything.</summary>
    public string DataDirectory { get; }

    /// <summary>The topics there are at the moment, with the numbers of their partitions.</summary>
    /// <exception cref="InvalidOperationException">The broker is stopped.</exception>
    public IReadOnlyDictionary<string, int> Topics => Running().Topics.All.ToDictionary(topic => topic.Name, topic => topic.Partitions.Count);

    /// <summary>Whether clients can connect.</summary>
    public bool IsRunning => _listener is not null;

    /// <summary>Switches that make the broker misbehave; all off at first, and unchanged by stops and starts.</summary>
    public EmbeddedKafkaFaults Faults { get; }

    /// <summary>Opens or creates the data directory, recovers its logs and listens. On return clients can connect.</summary>
    /// <param name="options">How to run; by default on a free loopback port in a temporary directory.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="EmbeddedKafkaAddressException">The host or port cannot be listened on.</exception>
    /// <exception cref="EmbeddedKafkaDirectoryException">The directory is not accessible, in use by another broker, or damaged.</exception>
    public static async Task<EmbeddedKafka> StartAsync(EmbeddedKafkaOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new EmbeddedKafkaOptions();
        OptionRules.Check(options);
        var kafka = new EmbeddedKafka(options);
        try
        {
            await kafka.StartAgainAsync(cancellation).ConfigureAwait(false);
            return kafka;
        }
        catch
        {
            await kafka.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Stops as a broker does that goes down: no more connections, those there are dropped, files closed, the directory free.
    /// The port stays this broker's, so that clients that try again meet nobody else. Does nothing where it is stopped already. <see cref="StartAgainAsync"/> brings it back.
    /// </summary>
    public async Task StopAsync()
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            await StopListeningAsync().ConfigureAwait(false);
            _broker?.Dispose();
            _broker = null;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Starts again on the same port and directory after <see cref="StopAsync"/>, recovering from disk. Does nothing where it runs.</summary>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="EmbeddedKafkaAddressException">Somebody has taken the port meanwhile.</exception>
    /// <exception cref="EmbeddedKafkaDirectoryException">The directory cannot be used any more.</exception>
    /// <exception cref="ObjectDisposedException">The broker has been disposed of.</exception>
    public async Task StartAgainAsync(CancellationToken cancellation = default)
    {
        await _changing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _broker ??= await Task.Run(() => new Broker(DataDirectory, _options), cancellation).ConfigureAwait(false);
            ReleasePort();
            _listener ??= Listener.Open(_broker, Port, Faults);
            Port = _listener.Port;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Drops all connections and refuses new ones, as a network that is cut; logs stay open. <see cref="StartAgainAsync"/> ends the outage.</summary>
    public async Task DisconnectAsync()
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            await StopListeningAsync().ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Creates a topic. On return every client can use it.</summary>
    /// <param name="name">1 to 249 ASCII letters, digits, '.', '_' and '-'.</param>
    /// <param name="partitions">The number of partitions; <see cref="EmbeddedKafkaOptions.DefaultPartitions"/> when not given.</param>
    /// <param name="configs">The topic's own configurations, such as <c>max.message.bytes</c>.</param>
    /// <exception cref="EmbeddedKafkaTopicException">The topic exists, or what is asked for is not allowed.</exception>
    /// <exception cref="InvalidOperationException">The broker is stopped.</exception>
    public Task CreateTopicAsync(string name, int? partitions = null, IReadOnlyDictionary<string, string>? configs = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        Broker broker = Running();
        return Task.Run(() =>
        {
            Dictionary<string, string?> own = configs?.ToDictionary(pair => pair.Key, string? (pair) => pair.Value) ?? [];
            Outcome outcome = broker.Topics.Create(name, partitions ?? _options.DefaultPartitions, own, validateOnly: false);
            if (!outcome.IsSuccess)
            {
                throw new EmbeddedKafkaTopicException(outcome.Message!);
            }
        });
    }

    /// <summary>Deletes a topic with its records and the offsets committed for it.</summary>
    /// <exception cref="EmbeddedKafkaTopicException">There is no such topic.</exception>
    /// <exception cref="InvalidOperationException">The broker is stopped.</exception>
    public Task DeleteTopicAsync(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Broker broker = Running();
        return Task.Run(() =>
        {
            if (!broker.Topics.Delete(name))
            {
                throw new EmbeddedKafkaTopicException($"There is no topic '{name}' to delete.");
            }

            broker.ForgetOffsets(name);
        });
    }

    /// <summary>Stops the broker for good; a temporary data directory is deleted.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        await StopAsync().ConfigureAwait(false);
        ReleasePort();
        _disposed = true;
        if (_ownsDirectory && Directory.Exists(DataDirectory))
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }

    private Broker Running() => _broker ?? throw new InvalidOperationException($"The embedded broker at {BootstrapServers} is stopped; call {nameof(StartAgainAsync)} first.");

    private async Task StopListeningAsync()
    {
        if (_listener is not null)
        {
            await _listener.DisposeAsync().ConfigureAwait(false);
            _listener = null;
            _heldPort = Listener.Hold(_options.Host, Port);
        }
    }

    private void ReleasePort()
    {
        _heldPort?.Dispose();
        _heldPort = null;
    }
}
