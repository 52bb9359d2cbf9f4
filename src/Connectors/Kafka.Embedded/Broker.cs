using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Storage;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;

namespace AkkaStreamProc.Connectors.Kafka.Embedded;

/// <summary>Everything the broker knows, without the network: the data directory is its alone from construction to disposal.</summary>
internal sealed class Broker : IDisposable
{
    private readonly DirectoryLock _lock;
    private readonly ITimer _retention;

    /// <exception cref="EmbeddedKafkaDirectoryException">The directory cannot be used.</exception>
    public Broker(string directory, EmbeddedKafkaOptions options)
    {
        Options = options;
        _lock = DirectoryLock.Take(directory);
        try
        {
            bool flush = options.FlushPolicy == FlushPolicy.EveryAppend;
            Topics = new TopicCatalog(directory, options);
            Offsets = new OffsetStore(Path.Combine(directory, "groups"), flush);
            Groups = new GroupCoordinator(Offsets, options.TimeProvider);
            ProducerIds = new ProducerIdAllocator(directory, flush);
            Transactions = new TransactionCoordinator(directory, Topics, Offsets, ProducerIds, options);
            _retention = options.TimeProvider.CreateTimer(static broker => ((Broker)broker!).ApplyRetention(), this, options.RetentionCheckInterval, options.RetentionCheckInterval);
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

    public TopicCatalog Topics { get; }

    public OffsetStore Offsets { get; }

    public GroupCoordinator Groups { get; }

    public ProducerIdAllocator ProducerIds { get; }

    public TransactionCoordinator Transactions { get; }

    /// <summary>Where clients find this node; set before the first connection is served.</summary>
    public NodeAddress Address { get; set; } = new("", 0);

    public void Report(string sentence) => Options.Report?.Invoke(sentence);

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

    public void Dispose()
    {
        _retention.Dispose();
        Transactions.Dispose();
        Groups.Dispose();
        Topics.Dispose();
        _lock.Dispose();
    }

    private void ApplyRetention()
    {
        try
        {
            Topics.ApplyRetention();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Report($"Retention could not delete old segments: {exception.Message}");
        }
    }
}
