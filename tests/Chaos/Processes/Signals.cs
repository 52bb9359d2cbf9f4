using System.ComponentModel;
using System.Runtime.InteropServices;

namespace AkkaStreamProc.Chaos.Processes;

/// <summary>Signals that .NET does not send.</summary>
internal static class Signals
{
    private const int SigTerm = 15;

    /// <summary>Asks a process to stop.</summary>
    public static void Terminate(int processId)
    {
        if (Kill(processId, SigTerm) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"SIGTERM to process {processId}");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int processId, int signal);
}
