using System.Diagnostics;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

/// <summary>A disk in memory, small enough to be full. Only root on Linux may make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(int megabytes)
    {
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", Directory).ShouldBeTrue("no disk could be made");
    }

    /// <summary>Whether one can be made here.</summary>
    public static bool CanBeHad { get; } = Try();

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("small-disk-").FullName;

    /// <summary>Fills the disk until so many bytes are left; disposing of the result makes room again.</summary>
    public IDisposable FillUpTo(long freeBytes)
    {
        var filler = new FileStream(Path.Combine(Directory, "filler"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        filler.Write(new byte[new DriveInfo(Directory).AvailableFreeSpace - freeBytes]);
        return filler;
    }

    public void Dispose()
    {
        Run("umount", Directory);
        System.IO.Directory.Delete(Directory);
    }

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return false;
        }

        string directory = System.IO.Directory.CreateTempSubdirectory("small-disk-").FullName;
        bool made = Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory) && Run("umount", directory);
        System.IO.Directory.Delete(directory);
        return made;
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
