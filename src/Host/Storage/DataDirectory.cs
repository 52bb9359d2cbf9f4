using System.Globalization;

namespace AkkaStreamProc.Host.Storage;

/// <summary>The directory of one running job, held against every other process.</summary>
/// <remarks>The operating system lets go of the lock when the process dies, however it does.</remarks>
internal sealed class DataDirectory : IDisposable
{
    private const string LockName = "host.lock";
    private const string OwnerName = "host.pid";

    /// <summary>The lock that the actor system takes for itself.</summary>
    private const string SystemLockName = "streams.lock";

    private const string FreshStartName = "host.fresh";

    /// <summary>How often taking a directory is tried, with a pause in between: whoever looks whether it is taken has it for a moment.</summary>
    private const int Tries = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream @lock)
    {
        FullPath = path;
        _lock = @lock;
    }

    /// <summary>The full path.</summary>
    public string FullPath { get; }

    /// <summary>Creates the directory where it is missing, and takes it.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="wait">Lets a time pass; by the clock unless given.</param>
    /// <exception cref="HostException">It cannot be written, or another process has it.</exception>
    public static DataDirectory Take(string path, Action<TimeSpan>? wait = null)
    {
        var full = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw HostException.Unavailable($"The data directory '{full}' cannot be created: {e.Message} Choose another with '--data-dir'.", e);
        }

        var held = Lock(full, wait ?? Thread.Sleep);
        File.WriteAllText(Path.Combine(full, OwnerName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataDirectory(full, held);
    }

    /// <summary>Takes a directory away from whoever has it, as a file system does that forgets its locks.</summary>
    public static void BreakLock(string path)
    {
        File.Delete(Path.Combine(path, LockName));
        File.Delete(Path.Combine(path, SystemLockName));
    }

    /// <summary>Whether a process runs a job on a directory. Takes it for a moment, which <see cref="Take"/> waits for.</summary>
    public static bool IsTaken(string path)
    {
        try
        {
            using var free = new FileStream(Path.Combine(path, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Whether a fresh start was begun here and cut off before the store had discarded the old job.</summary>
    public bool HasUnfinishedFreshStart => File.Exists(Path.Combine(FullPath, FreshStartName));

    /// <summary>Notes that a fresh start begins: whatever happens from here on, the old job must not continue.</summary>
    public void BeginFreshStart() => File.WriteAllText(Path.Combine(FullPath, FreshStartName), "");

    /// <summary>Notes that the store has discarded the old job.</summary>
    public void EndFreshStart() => File.Delete(Path.Combine(FullPath, FreshStartName));

    /// <summary>Lets others take the directory.</summary>
    public void Dispose()
    {
        File.Delete(Path.Combine(FullPath, OwnerName));
        _lock.Dispose();
    }

    private static FileStream Lock(string directory, Action<TimeSpan> wait)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(Path.Combine(directory, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException e)
            {
                throw HostException.Unavailable($"The data directory '{directory}' cannot be written: {e.Message} Give this user the right, or choose another with '--data-dir'.", e);
            }
            catch (IOException e) when (tries == Tries)
            {
                throw HostException.Unavailable($"The data directory '{directory}' is in use by another process{Owner(directory)}, and only one may run on it. Stop that one, or choose another with '--data-dir'. ({e.Message})", e);
            }
            catch (IOException)
            {
                wait(Pause);
            }
        }
    }

    private static string Owner(string directory)
    {
        try
        {
            return $" (process {File.ReadAllText(Path.Combine(directory, OwnerName)).Trim()})";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
