namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>The directory of a sink, held for one attempt against everybody else.</summary>
/// <remarks>
/// <para>
/// The file <c>.sink-owner.json</c> in it says whose output the directory holds. All subtasks of an attempt, in whatever
/// process, hold a shared lock on it; whoever finds another owner there needs an exclusive one to write his own name. So
/// it does not matter by which path anybody came: the lock lies on the file. The operating system lets go of it when the
/// process dies, however it does.
/// </para>
/// <para>What an owner must find to take a directory over is decided by <see cref="SinkTakeover"/>.</para>
/// </remarks>
internal sealed class SinkDirectory : IDisposable
{
    public const string OwnerName = ".sink-owner.json";

    /// <summary>A subtask of the same attempt looks at the file for a moment; nobody else does so for that long.</summary>
    private const int Tries = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _lock;

    private SinkDirectory(FileStream @lock) => _lock = @lock;

    /// <summary>Takes the directory, which exists, for an attempt.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="owner">Who takes it.</param>
    /// <param name="takeOver">Told whose it was, or <see langword="null"/>, by the first subtask of the attempt, before the name is written; throws where it must not be taken.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="FilesException">Another attempt writes into it, or it must not be taken over.</exception>
    public static SinkDirectory Take(string directory, SinkOwner owner, Action<SinkOwner?> takeOver, CancellationToken cancellation)
    {
        var path = Path.Join(directory, OwnerName);
        SinkOwner? other = null;
        for (var tries = 0; tries < Tries; tries++)
        {
            if (TryOpen(path, FileAccess.Read, FileShare.Read) is { } shared)
            {
                other = Read(path, shared);
                if (other is not null && other.IsSameAttempt(owner))
                {
                    return new SinkDirectory(shared);
                }

                shared.Dispose();
            }

            if (TryOpen(path, FileAccess.ReadWrite, FileShare.None) is { } exclusive)
            {
                using (exclusive)
                {
                    takeOver(Read(path, exclusive));
                    Write(exclusive, owner);
                }

                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            Thread.Sleep(Pause);
        }

        throw FileErrors.InUse(directory, owner, other);
    }

    /// <summary>Holds a directory against everybody for a moment.</summary>
    /// <returns>What lets go of it, or <see langword="null"/> where no sink has ever had it.</returns>
    /// <exception cref="FilesException">Somebody writes into it.</exception>
    public static IDisposable? HoldUnused(string directory)
    {
        var path = Path.Join(directory, OwnerName);
        if (!File.Exists(path))
        {
            return null;
        }

        for (var tries = 0; tries < Tries; tries++)
        {
            if (TryOpen(path, FileAccess.ReadWrite, FileShare.None) is { } exclusive)
            {
                return exclusive;
            }

            Thread.Sleep(Pause);
        }

        using var shared = TryOpen(path, FileAccess.Read, FileShare.Read);
        throw FileErrors.InUse(directory, null, shared is null ? null : Read(path, shared));
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream? TryOpen(string path, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(path, access == FileAccess.Read ? FileMode.Open : FileMode.OpenOrCreate, access, share, bufferSize: 0);
        }
        catch (IOException e) when (e is FileNotFoundException || IsLocked(e))
        {
            return null;
        }
    }

    /// <summary>Sharing and lock violation of Windows; EAGAIN of Linux and of macOS.</summary>
    private static bool IsLocked(IOException e) => (e.HResult & 0xFFFF) is 32 or 33 or 11 or 35;

    private static SinkOwner? Read(string path, FileStream file)
    {
        var bytes = new byte[file.Length];
        file.Position = 0;
        file.ReadExactly(bytes);
        try
        {
            return SinkOwner.Parse(bytes);
        }
        catch (NotSupportedException e)
        {
            throw FileErrors.UnknownOwner(path, e);
        }
    }

    private static void Write(FileStream file, SinkOwner owner)
    {
        var bytes = owner.ToBytes();
        file.SetLength(0);
        file.Position = 0;
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }
}
