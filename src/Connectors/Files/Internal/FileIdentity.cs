using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>What stays the same when a file is renamed: its device and its number there (inode; file index on Windows).</summary>
/// <remarks>The number of a deleted file is given to another one, so equal identities alone do not prove that it is the same.</remarks>
internal readonly partial record struct FileIdentity(ulong Device, ulong Number)
{
    private const int EmptyPath = 0x1000;
    private const uint InodeOnly = 0x100;
    private const uint TypeOnly = 0x1;
    private const int WorkingDirectory = -100;
    private const int TypeMask = 0xF000;
    private const int Pipe = 0x1000;

    /// <summary>The identity of an open file, or <see langword="null"/> where the system does not tell.</summary>
    public static FileIdentity? Of(SafeFileHandle file)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return OnLinux(file);
            }

            return OperatingSystem.IsMacOS() ? OnMac(file) : OperatingSystem.IsWindows() ? OnWindows(file) : null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The identity of the file at a path without opening it; <see langword="null"/> where there is none, and on other systems than Linux.</summary>
    public static unsafe FileIdentity? At(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            var status = stackalloc byte[256];
            return StatxAt(WorkingDirectory, path, 0, InodeOnly, status) == 0 ? FromStatx(status) : null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether a path names a pipe, which cannot even be opened before somebody writes to it.</summary>
    public static unsafe bool IsPipe(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            var status = stackalloc byte[256];
            return StatxAt(WorkingDirectory, path, 0, TypeOnly, status) == 0 && (*(ushort*)(status + 28) & TypeMask) == Pipe;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static FileIdentity? Parse(ReadOnlySpan<char> text) =>
        text.IndexOf('-') is var dash and > 0
        && ulong.TryParse(text[..dash], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var device)
        && ulong.TryParse(text[(dash + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? new FileIdentity(device, number)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Device:x}-{Number:x}");

    // The layouts are those of the kernels' own interfaces, which never change.
    private static unsafe FileIdentity? OnLinux(SafeFileHandle file)
    {
        var status = stackalloc byte[256];
        return Statx(file, "", EmptyPath, InodeOnly, status) == 0 ? FromStatx(status) : null;
    }

    private static unsafe FileIdentity FromStatx(byte* status) =>
        new(((ulong)*(uint*)(status + 136) << 32) | *(uint*)(status + 140), *(ulong*)(status + 32));

    private static unsafe FileIdentity? OnMac(SafeFileHandle file)
    {
        var status = stackalloc byte[256];
        var isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        return (isArm ? Fstat(file, status) : FstatInode64(file, status)) == 0 ? new FileIdentity(*(uint*)status, *(ulong*)(status + 8)) : null;
    }

    private static unsafe FileIdentity? OnWindows(SafeFileHandle file)
    {
        var information = stackalloc byte[64];
        return GetFileInformationByHandle(file, information) != 0
            ? new FileIdentity(*(uint*)(information + 28), ((ulong)*(uint*)(information + 44) << 32) | *(uint*)(information + 48))
            : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(SafeFileHandle directory, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatxAt(int directory, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "fstat")]
    private static unsafe partial int Fstat(SafeFileHandle file, byte* status);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64")]
    private static unsafe partial int FstatInode64(SafeFileHandle file, byte* status);

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandle")]
    private static unsafe partial int GetFileInformationByHandle(SafeFileHandle file, byte* information);
}
