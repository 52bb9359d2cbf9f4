namespace AkkaStreamProc.Connectors.Kafka.Embedded.Storage;

/// <summary>Holds a data directory for one broker; the operating system lets go of it when the process dies.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <exception cref="EmbeddedKafkaDirectoryException">The directory cannot be written, or another broker holds it.</exception>
    public static DirectoryLock Take(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedKafkaDirectoryException($"The data directory {directory} cannot be created: {exception.Message} Choose another directory.", exception);
        }

        string path = Path.Combine(directory, "broker.lock");
        try
        {
            return new DirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new EmbeddedKafkaDirectoryException($"The data directory {directory} cannot be written: {exception.Message} Give this user the right, or choose another directory.", exception);
        }
        catch (IOException exception)
        {
            throw new EmbeddedKafkaDirectoryException($"The data directory {directory} is in use by another broker ({path} is locked). Stop that one, or choose another directory.", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
