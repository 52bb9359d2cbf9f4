namespace AkkaStreamProc.Host.Storage;

/// <summary>What a running job says about its time, in a file of its data directory, for other processes to read.</summary>
/// <remarks>A process that is killed leaves what it said last, which tells why it did nothing before; one that ends deletes it.</remarks>
internal sealed class TimeFile(string directory) : IDisposable
{
    private const string Name = "host.time";

    private readonly string _path = Path.Combine(directory, Name);

    /// <summary>Replaces what was said before; a reader finds one or the other.</summary>
    public void Write(TimeExplanation explanation)
    {
        try
        {
            File.WriteAllText(_path + ".new", explanation.ToString());
            File.Move(_path + ".new", _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing depends on it; the next one may succeed.
        }
    }

    /// <summary>What was said last in a directory; <see langword="null"/> where nothing was.</summary>
    public static string? Read(string directory)
    {
        try
        {
            var said = File.ReadAllText(Path.Combine(directory, Name));
            return DataDirectory.IsTaken(directory) ? said : $"The job does not run any more in '{directory}'. What it said last:\n{said}";
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Dispose() => File.Delete(_path);
}
