using AkkaStreamProc.Connectors.Kafka.Embedded.Storage;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

/// <summary>The content of <c>topics.json</c>: what this broker is and which topics it has.</summary>
/// <param name="FormatVersion">The layout of the whole data directory.</param>
/// <param name="ClusterId">Drawn once, when the directory is first used.</param>
/// <param name="Topics">All topics, by name.</param>
internal sealed record CatalogFile(int FormatVersion, string ClusterId, IReadOnlyList<TopicRecord> Topics)
{
    public const string Name = "topics.json";
    public const string TopicsDirectory = "topics";
    public const int CurrentFormat = 1;

    /// <exception cref="EmbeddedKafkaDirectoryException">The file is damaged, of another format, or missing beside logs.</exception>
    public static CatalogFile ReadOrCreate(string root, bool flush)
    {
        string path = Path.Combine(root, Name);
        if (!File.Exists(path))
        {
            return Create(root, flush);
        }

        CatalogFile file = StorageJson.Read(path, StorageJson.Default.CatalogFile);
        return file.FormatVersion == CurrentFormat
            ? file
            : throw new EmbeddedKafkaDirectoryException($"{path} has format {file.FormatVersion}, this broker reads {CurrentFormat}. Use the version that wrote it, or an empty directory.");
    }

    public void Write(string root, bool flush) => StorageJson.Write(Path.Combine(root, Name), this, StorageJson.Default.CatalogFile, flush);

    private static CatalogFile Create(string root, bool flush)
    {
        string topics = Path.Combine(root, TopicsDirectory);
        if (Directory.Exists(topics) && Directory.EnumerateFileSystemEntries(topics).Any())
        {
            throw new EmbeddedKafkaDirectoryException($"{root} has logs in {topics} but no {Name} that names them. Restore the file, or start with an empty data directory.");
        }

        var file = new CatalogFile(CurrentFormat, Convert.ToBase64String(Guid.NewGuid().ToByteArray())[..22].Replace('+', '-').Replace('/', '_'), []);
        file.Write(root, flush);
        return file;
    }
}
