using System.Runtime.InteropServices;
using AkkaStreamProc.Host.Terminals;

namespace AkkaStreamProc.Host.Runs;

/// <summary>The first Ctrl-C or SIGTERM asks for a stop; a second one ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Terminal _terminal;

    public StopSignals(Terminal terminal)
    {
        _terminal = terminal;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => OnSignal(signal, number: 2)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => OnSignal(signal, number: 15)),
        ];
    }

    /// <summary>Completes with the first signal.</summary>
    public Task Requested => _requested.Task;

    /// <summary>Cancelled with the first signal.</summary>
    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Asks for a stop as the first signal does.</summary>
    /// <returns>Whether nobody had asked before.</returns>
    public bool Request()
    {
        if (!_requested.TrySetResult())
        {
            return false;
        }

        _cancellation.Cancel();
        return true;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _cancellation.Dispose();
    }

    private void OnSignal(PosixSignalContext signal, int number)
    {
        signal.Cancel = true;
        if (Request())
        {
            return;
        }

        _terminal.Complain("Ended at once by a second signal. A job continues from its last checkpoint when it is started again.");
        Environment.Exit(ExitCode.Signalled + number);
    }
}
