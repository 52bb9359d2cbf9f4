using System.Diagnostics;

namespace AkkaStreamProc.Host.Chaos;

/// <summary>Where the data directory of the job is: a small disk of its own where that is allowed, so that it can be full.</summary>
internal sealed class Volume : IDisposable
{
    private const int Megabytes = 64;

    private readonly bool _isMounted;

    private Volume(string directory, bool isMounted)
    {
        Directory = directory;
        _isMounted = isMounted;
    }

    public string Directory { get; }

    /// <summary>Whether the disk can be filled without harm to others.</summary>
    public bool CanBeFull => _isMounted;

    /// <summary>Makes a disk in memory, which only root may do, or a plain directory.</summary>
    public static Volume Create(string directory)
    {
        System.IO.Directory.CreateDirectory(directory);
        return new Volume(directory, OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", directory));
    }

    /// <summary>Fills the disk to the last byte.</summary>
    /// <returns>What makes room again when it is disposed.</returns>
    public IDisposable Fill()
    {
        var path = Path.Combine(Directory, "filler");
        var filler = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        try
        {
            var block = new byte[4096];
            while (true)
            {
                filler.Write(block);
            }
        }
        catch (IOException)
        {
            return filler;
        }
    }

    public void Dispose()
    {
        if (_isMounted)
        {
            Run("umount", Directory);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
