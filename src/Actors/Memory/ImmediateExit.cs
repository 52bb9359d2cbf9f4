using System.Runtime.InteropServices;

namespace AkkaStreamProc.Actors.Memory;

/// <summary>Ends the process at once: nothing is shut down, as after a kill.</summary>
internal static partial class ImmediateExit
{
    /// <summary>The exit code of a process that has run out of memory.</summary>
    public const int OutOfMemory = 4;

    public static void With(int code, string message)
    {
        try
        {
            Console.Error.WriteLine(message);
            Console.Error.Flush();
        }
        finally
        {
            Exit(code);
        }
    }

    private static void Exit(int code)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                TerminateProcess(GetCurrentProcess(), (uint)code);
            }
            else
            {
                ExitNow(code);
            }
        }
        catch (OutOfMemoryException)
        {
            Environment.FailFast(null);
        }
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool TerminateProcess(nint process, uint code);
}
