using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>An open file and the path at which it was found; it may have another one by now.</summary>
internal sealed partial record OpenedFile(string Path, SafeFileHandle Handle) : IDisposable
{
    private const int Unlock = 8;

    public FileIdentity? Identity { get; } = FileIdentity.Of(Handle);

    /// <summary>The length at the moment, in bytes.</summary>
    public long Length => RandomAccess.GetLength(Handle);

    /// <summary>When it was last written, in UTC.</summary>
    public DateTime Written => File.GetLastWriteTimeUtc(Handle);

    /// <summary>Opens a file for reading while others write, rename or delete it.</summary>
    /// <exception cref="NotSupportedException">It is a pipe.</exception>
    public static OpenedFile Open(string path) => FileIdentity.IsPipe(path)
        ? throw new NotSupportedException($"'{path}' is a pipe.")
        : new(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan));

    /// <summary>The same without the advisory lock of the base library: programs that open the file for themselves alone must not fail while it is followed.</summary>
    public static OpenedFile OpenUnlocked(string path)
    {
        var file = Open(path);
        if (!OperatingSystem.IsWindows())
        {
            _ = Lock(file.Handle, Unlock);
        }

        return file;
    }

    /// <summary>The same, or <see langword="null"/> where it is no longer there, or not for us.</summary>
    public static OpenedFile? TryOpen(string path)
    {
        try
        {
            return OpenUnlocked(path);
        }
        catch (Exception e) when (FileErrors.IsInputOutput(e) || e is NotSupportedException)
        {
            return null;
        }
    }

    public void Dispose() => Handle.Dispose();

    [LibraryImport("libc", EntryPoint = "flock")]
    private static partial int Lock(SafeFileHandle file, int operation);
}
