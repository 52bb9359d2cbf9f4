using System.Runtime.InteropServices;

namespace AkkaStreamProc.Shared;

/// <summary>Makes the names in a directory durable, which flushing the files themselves does not.</summary>
/// <remarks>
/// Windows journals its directories and offers no such call, nor do some network file systems (EINVAL).
/// The base library refuses to open a directory, hence the calls of the C library.
/// </remarks>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;
    private const int InvalidArgument = 22;

    /// <summary>Waits until renamed and created files of a directory survive a power failure.</summary>
    /// <exception cref="IOException">The directory could not be flushed.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(directory, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure();
        }

        try
        {
            if (Synchronize(descriptor) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
            {
                throw Failure();
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure() => new(Marshal.GetLastPInvokeErrorMessage());

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
