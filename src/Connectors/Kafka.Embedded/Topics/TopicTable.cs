namespace AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

/// <summary>All topics at one moment, by name and by id. Immutable: a change makes another table.</summary>
internal sealed class TopicTable
{
    public static readonly TopicTable Empty = new([]);
    private readonly Dictionary<string, Topic> _byName;
    private readonly Dictionary<Guid, Topic> _byId;

    public TopicTable(IEnumerable<Topic> topics)
    {
        _byName = topics.ToDictionary(topic => topic.Name, StringComparer.Ordinal);
        _byId = _byName.Values.ToDictionary(topic => topic.Id);
    }

    public IReadOnlyCollection<Topic> All => _byName.Values;

    public Topic? Find(string name) => _byName.GetValueOrDefault(name);

    public Topic? Find(Guid id) => _byId.GetValueOrDefault(id);

    /// <summary>This table with a topic added, or in place of the one of its name.</summary>
    public TopicTable With(Topic topic) => new([.. All.Where(other => other.Name != topic.Name), topic]);

    public TopicTable Without(string name) => new(All.Where(topic => topic.Name != name));
}
