using System.ComponentModel;
using System.Runtime.InteropServices;

namespace AkkaStreamProc.Host.Chaos.Processes;

/// <summary>Signals to other processes, which .NET does not send. The numbers of SIGSTOP and SIGCONT are those of Linux.</summary>
internal static class Signals
{
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    /// <summary>Asks a process to stop.</summary>
    public static void Terminate(int processId) => Send(processId, SigTerm);

    /// <summary>Freezes a process where it is.</summary>
    public static void Pause(int processId) => Send(processId, SigStop);

    /// <summary>Lets a frozen process go on.</summary>
    public static void Continue(int processId) => Send(processId, SigCont);

    private static void Send(int processId, int signal)
    {
        if (Kill(processId, signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Signal {signal} to process {processId}");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int processId, int signal);
}
