using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Storage;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

/// <summary>
/// All topics and their logs. Looking up takes no lock: a change replaces the whole table, after it is on disk.
/// All members may be called from any thread.
/// </summary>
internal sealed class TopicCatalog : IDisposable
{
    /// <summary>More would mostly be a slip of the finger, and every partition holds a file open.</summary>
    public const int MaxPartitions = 10_000;

    private readonly Lock _gate = new();
    private readonly string _root;
    private readonly EmbeddedKafkaOptions _options;
    private volatile TopicTable _topics = TopicTable.Empty;

    /// <summary>Reads the catalog of a data directory and opens every log.</summary>
    /// <exception cref="EmbeddedKafkaDirectoryException">Something in the directory cannot be understood.</exception>
    public TopicCatalog(string root, EmbeddedKafkaOptions options)
    {
        _root = root;
        _options = options;
        CatalogFile file = CatalogFile.ReadOrCreate(root, options.FlushPolicy == FlushPolicy.EveryAppend);
        ClusterId = file.ClusterId;
        RemoveOrphans(file.Topics);
        try
        {
            foreach (TopicRecord record in file.Topics)
            {
                _topics = _topics.With(new Topic(record.Name, record.Id, record.Configs, OpenLogs(record.Id, record.Configs, 0, record.Partitions)));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string ClusterId { get; }

    public IReadOnlyCollection<Topic> All => _topics.All;

    public Topic? Find(string name) => _topics.Find(name);

    public Topic? Find(Guid id) => _topics.Find(id);

    /// <summary>The log of a partition; null where there is no such topic or partition.</summary>
    public PartitionLog? Log(string topic, int partition) => Find(topic)?.Partition(partition);

    /// <summary>Creates a topic, or with <paramref name="validateOnly"/> says whether it could be.</summary>
    public Outcome Create(string name, int partitions, IReadOnlyDictionary<string, string?> configs, bool validateOnly)
    {
        lock (_gate)
        {
            if (TopicName.Complaint(name) is { } nameComplaint)
            {
                return new Outcome(ErrorCode.InvalidTopic, nameComplaint);
            }

            if (_topics.Find(name) is not null)
            {
                return new Outcome(ErrorCode.TopicAlreadyExists, $"Topic '{name}' exists.");
            }

            if (partitions is < 1 or > MaxPartitions)
            {
                return new Outcome(ErrorCode.InvalidPartitions, $"Topic '{name}' can have 1 to {MaxPartitions} partitions, not {partitions}.");
            }

            if (TopicSettings.Complaint(configs) is { } configComplaint)
            {
                return new Outcome(ErrorCode.InvalidConfig, configComplaint);
            }

            if (!validateOnly)
            {
                var id = Guid.NewGuid();
                Dictionary<string, string> overrides = configs.ToDictionary(pair => pair.Key, pair => pair.Value!);
                Publish(_topics.With(new Topic(name, id, overrides, OpenLogs(id, overrides, 0, partitions))));
            }

            return Outcome.Success;
        }
    }

    /// <summary>Removes a topic with all its records; whoever waits on it is woken.</summary>
    public bool Delete(string name)
    {
        lock (_gate)
        {
            if (_topics.Find(name) is not { } topic)
            {
                return false;
            }

            Publish(_topics.Without(name));
            Close(topic.Partitions);
            Directory.Delete(DirectoryOf(topic.Id), recursive: true);
            return true;
        }
    }

    /// <summary>Grows a topic to <paramref name="count"/> partitions, or with <paramref name="validateOnly"/> says whether it could.</summary>
    public Outcome Grow(string name, int count, bool validateOnly)
    {
        lock (_gate)
        {
            if (_topics.Find(name) is not { } topic)
            {
                return new Outcome(ErrorCode.UnknownTopicOrPartition, $"There is no topic '{name}'.");
            }

            int present = topic.Partitions.Count;
            if (count <= present || count > MaxPartitions)
            {
                return new Outcome(ErrorCode.InvalidPartitions, $"Topic '{name}' has {present} partitions and can only get more, up to {MaxPartitions}; {count} were asked for.");
            }

            if (!validateOnly)
            {
                Publish(_topics.With(topic with { Partitions = [.. topic.Partitions, .. OpenLogs(topic.Id, topic.Configs, present, count)] }));
            }

            return Outcome.Success;
        }
    }

    /// <summary>Changes a topic's own configurations as a whole, or with <paramref name="validateOnly"/> says whether it could.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="change">Makes of the topic's own configurations, which it may change, others.</param>
    /// <param name="validateOnly">Whether nothing is to be changed.</param>
    public Outcome Alter(string name, Func<Dictionary<string, string?>, (Outcome Outcome, Dictionary<string, string?> Configs)> change, bool validateOnly)
    {
        lock (_gate)
        {
            if (_topics.Find(name) is not { } topic)
            {
                return new Outcome(ErrorCode.UnknownTopicOrPartition, $"There is no topic '{name}'.");
            }

            (Outcome outcome, Dictionary<string, string?> changed) = change(topic.Configs.ToDictionary(pair => pair.Key, string? (pair) => pair.Value));
            if (!outcome.IsSuccess)
            {
                return outcome;
            }

            if (TopicSettings.Complaint(changed) is { } complaint)
            {
                return new Outcome(ErrorCode.InvalidConfig, complaint);
            }

            if (!validateOnly)
            {
                Dictionary<string, string> configs = changed.ToDictionary(pair => pair.Key, pair => pair.Value!);
                Publish(_topics.With(topic with { Configs = configs }));
                LogSettings settings = SettingsOf(configs);
                foreach (PartitionLog log in topic.Partitions)
                {
                    log.Configure(settings);
                }
            }

            return Outcome.Success;
        }
    }

    /// <summary>Lets go of what retention and compaction no longer ask for, and of producers that are gone.</summary>
    public void Maintain(CancellationToken cancellation)
    {
        foreach (Topic topic in All)
        {
            for (int partition = 0; partition < topic.Partitions.Count; partition++)
            {
                Maintain(topic, partition, cancellation);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Close(All.SelectMany(topic => topic.Partitions));
        }
    }

    private void Maintain(Topic topic, int partition, CancellationToken cancellation)
    {
        PartitionLog log = topic.Partitions[partition];
        try
        {
            log.ApplyRetention();
            log.ExpireProducers(_options.ProducerIdExpiration);
            log.Compact(cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (Find(topic.Id) is not null)
            {
                _options.Report?.Invoke($"Old records of {topic.Name}[{partition}] could not be deleted: {exception.Message} It will be tried again.");
            }
        }
    }

    private static void Close(IEnumerable<PartitionLog> logs)
    {
        foreach (PartitionLog log in logs)
        {
            log.Dispose();
        }
    }

    private string DirectoryOf(Guid id) => Path.Combine(_root, CatalogFile.TopicsDirectory, id.ToString("N"));

    private LogSettings SettingsOf(IReadOnlyDictionary<string, string> configs) =>
        TopicSettings.ToLogSettings(configs, _options.TopicDefaults, _options.FlushPolicy == FlushPolicy.EveryAppend);

    private PartitionLog[] OpenLogs(Guid id, IReadOnlyDictionary<string, string> configs, int from, int to)
    {
        LogSettings settings = SettingsOf(configs);
        var logs = new List<PartitionLog>(to - from);
        try
        {
            for (int partition = from; partition < to; partition++)
            {
                logs.Add(PartitionLog.Open(Path.Combine(DirectoryOf(id), partition.ToString("D")), settings, _options.TimeProvider, _options.Report ?? (_ => { })));
            }
        }
        catch
        {
            Close(logs);
            throw;
        }

        return [.. logs];
    }

    private void Publish(TopicTable topics)
    {
        TopicRecord[] records = [.. topics.All.Select(topic => new TopicRecord(topic.Name, topic.Id, topic.Partitions.Count, new(topic.Configs))).OrderBy(record => record.Name, StringComparer.Ordinal)];
        new CatalogFile(CatalogFile.CurrentFormat, ClusterId, records).Write(_root, _options.FlushPolicy == FlushPolicy.EveryAppend);
        _topics = topics;
    }

    /// <summary>Directories without a topic are left from a deletion or creation that did not come to its end.</summary>
    private void RemoveOrphans(IReadOnlyList<TopicRecord> records)
    {
        string topics = Path.Combine(_root, CatalogFile.TopicsDirectory);
        Directory.CreateDirectory(topics);
        HashSet<string> known = [.. records.Select(record => DirectoryOf(record.Id))];
        foreach (string orphan in Directory.EnumerateDirectories(topics).Where(directory => !known.Contains(directory)))
        {
            Directory.Delete(orphan, recursive: true);
        }
    }
}
