using System.Globalization;

namespace AkkaStreamProc.Actors;

/// <summary>Holds a data directory for one actor system, against others in this process and in other processes.</summary>
/// <remarks>The operating system lets go of the lock when the process dies, however it does.</remarks>
internal sealed class DataDirectoryLock : IDisposable
{
    private const string LockName = "streams.lock";
    private const string OwnerName = "streams.owner";

    private readonly string _owner;
    private readonly FileStream _lock;

    private DataDirectoryLock(string owner, FileStream held)
    {
        _owner = owner;
        _lock = held;
    }

    /// <summary>Takes the directory, which exists.</summary>
    /// <exception cref="StreamProcessingException">Another actor system has it, or it cannot be written.</exception>
    public static DataDirectoryLock Take(string directory, string system)
    {
        var owner = Path.Combine(directory, OwnerName);
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(directory, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StreamProcessingException($"The data directory '{directory}' cannot be written: {e.Message} Give this user the right to write it.", e);
        }
        catch (IOException e)
        {
            throw new StreamProcessingException(
                $"The data directory '{directory}' is in use by another actor system{OwnerIn(owner)}, and belongs to one at a time. Terminate that one, or give this one another directory. ({e.Message})", e);
        }

        File.WriteAllText(owner, string.Create(CultureInfo.InvariantCulture, $"'{system}' of the process {Environment.ProcessId}"));
        return new DataDirectoryLock(owner, held);
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_owner);
        }
        catch (IOException)
        {
            // The directory was deleted before the actor system had terminated.
        }
        finally
        {
            _lock.Dispose();
        }
    }

    private static string OwnerIn(string file)
    {
        try
        {
            return $" ({File.ReadAllText(file).Trim()})";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
