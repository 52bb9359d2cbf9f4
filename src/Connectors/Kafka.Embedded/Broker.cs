using System.Collections.Concurrent;
using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Storage;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;

namespace AkkaStreamProc.Connectors.Kafka.Embedded;

/// <summary>Everything the broker knows, without the network: the data directory is its alone from construction to disposal.</summary>
internal sealed class Broker : IDisposable
{
    /// <summary>Kinds come from clients, and so could grow without end.</summary>
    private const int MostKinds = 1000;

    private readonly ConcurrentDictionary<string, bool> _reported = new(StringComparer.Ordinal);
    private readonly DirectoryLock _lock;
    private readonly ITimer _retention;
    private readonly Lock _maintenance = new();
    private readonly CancellationTokenSource _stop = new();

    /// <exception cref="EmbeddedKafkaDirectoryException">The directory cannot be used.</exception>
    public Broker(string directory, EmbeddedKafkaOptions options)
    {
        Options = options;
        DataDirectory = directory;
        _lock = DirectoryLock.Take(directory);
        try
        {
            bool flush = options.FlushPolicy == FlushPolicy.EveryAppend;
            Topics = new TopicCatalog(directory, options);
            Offsets = new OffsetStore(Path.Combine(directory, "groups"), flush);
            Groups = new GroupCoordinator(Offsets, options.TimeProvider);
            ProducerIds = new ProducerIdAllocator(directory, flush);
            Transactions = new TransactionCoordinator(directory, Topics, Offsets, ProducerIds, options);
            _retention = options.TimeProvider.CreateTimer(static broker => ((Broker)broker!).Maintain(), this, options.RetentionCheckInterval, options.RetentionCheckInterval);
        }
        catch (Exception exception)
        {
            Groups?.Dispose();
            Topics?.Dispose();
            _lock.Dispose();
            if (exception is IOException or UnauthorizedAccessException or FormatException)
            {
                throw new EmbeddedKafkaDirectoryException($"The data directory {directory} cannot be read: {exception.Message} Repair it, or start with an empty one.", exception);
            }

            throw;
        }
    }

    public EmbeddedKafkaOptions Options { get; }

    public string DataDirectory { get; }

    public TopicCatalog Topics { get; }

    public OffsetStore Offsets { get; }

    public GroupCoordinator Groups { get; }

    public ProducerIdAllocator ProducerIds { get; }

    public TransactionCoordinator Transactions { get; }

    /// <summary>Where clients find this node; set before the first connection is served.</summary>
    public NodeAddress Address { get; set; } = new("", 0);

    public void Report(string sentence) => Options.Report?.Invoke(sentence);

    /// <summary>Reports what a client may do again and again, such as asking for a version that is not there: once for each kind.</summary>
    /// <param name="kind">What is the same each time.</param>
    /// <param name="sentence">What is told of the first.</param>
    public void ReportOnce(string kind, string sentence)
    {
        if (_reported.Count < MostKinds && _reported.TryAdd(kind, true))
        {
            Report($"{sentence} It is not reported again.");
        }
    }

    /// <summary>Does what writes to the disk; where the disk refuses, says so and returns <paramref name="refused"/>.</summary>
    /// <param name="what">What is attempted, as the beginning of a sentence: "Topic 'a'".</param>
    /// <param name="work">The attempt.</param>
    /// <param name="refused">The answer for the client that asked.</param>
    public T Store<T>(string what, Func<T> work, T refused)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Report($"{what} could not be written: {exception.Message}");
            return refused;
        }
    }

    /// <summary>Forgets what was committed, or waits to be, for a topic that is deleted, so that a new topic of its name starts afresh.</summary>
    public void ForgetOffsets(string topic)
    {
        Transactions.Forget(topic);
        Offsets.Forget(topic);
    }

    public void Dispose()
    {
        _retention.Dispose();
        _stop.Cancel();
        lock (_maintenance)
        {
            // No round of this life may touch the files of the next.
        }

        _stop.Dispose();
        Transactions.Dispose();
        Groups.Dispose();
        Topics.Dispose();
        _lock.Dispose();
    }

    /// <summary>One round at a time: where one takes long, the next is left out.</summary>
    private void Maintain()
    {
        if (!_maintenance.TryEnter())
        {
            return;
        }

        try
        {
            Topics.Maintain(_stop.Token);
            Transactions.Expire(Options.TransactionalIdExpiration);
        }
        catch (OperationCanceledException)
        {
            // The broker stops.
        }
        finally
        {
            _maintenance.Exit();
        }
    }
}
