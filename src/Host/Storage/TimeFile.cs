using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Host.Storage;

/// <summary>What a running job says about its time, in a file of its data directory, for other processes to read.</summary>
/// <remarks>
/// A process that is killed leaves what it said last, which tells why it did nothing before; one that ends deletes it, and so does
/// one that begins, for it says nothing yet.
/// </remarks>
internal sealed class TimeFile : IDisposable
{
    private const string Name = "host.time";

    /// <summary>When a running job has said nothing for long, which it does every three seconds.</summary>
    private static readonly TimeSpan Old = TimeSpan.FromSeconds(10);

    private readonly string _path;

    /// <summary>Begins without a word.</summary>
    /// <param name="directory">The directory, which was taken.</param>
    public TimeFile(string directory)
    {
        _path = Path.Combine(directory, Name);
        Delete();
    }

    /// <summary>Replaces what was said before; a reader finds one or the other.</summary>
    public void Write(TimeExplanation explanation) => Try(() =>
    {
        File.WriteAllText(_path + ".new", explanation.ToString());
        File.Move(_path + ".new", _path, overwrite: true);
    });

    /// <summary>What was said last in a directory; <see langword="null"/> where nothing was.</summary>
    /// <exception cref="HostException">It cannot be read.</exception>
    public static string? Read(string directory, DateTimeOffset now)
    {
        var path = Path.Combine(directory, Name);
        try
        {
            var age = now - File.GetLastWriteTimeUtc(path);
            var said = File.ReadAllText(path);
            return !DataDirectory.IsTaken(directory) ? $"The job does not run any more in '{directory}'. What it said last, {SpanText.Of(age)} ago:\n{said}"
                : age > Old ? $"The job that runs in '{directory}' has not answered for {SpanText.Of(age)}. What it said last:\n{said}"
                : said;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw HostException.Unavailable($"What the job in '{directory}' says of its time cannot be read: {e.Message} Give this user the right to read '{path}'.", e);
        }
    }

    public void Dispose() => Delete();

    private void Delete() => Try(() => File.Delete(_path));

    /// <summary>Nothing depends on it; the next one may succeed.</summary>
    private static void Try(Action change)
    {
        try
        {
            change();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
