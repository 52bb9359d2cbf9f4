using System.Runtime.InteropServices;
using AkkaStreamProc.Host.Terminals;

namespace AkkaStreamProc.Host.Runs;

/// <summary>The first Ctrl-C, SIGTERM or SIGHUP asks for a stop; a later one ends the process at once.</summary>
/// <remarks>
/// One intention can arrive as several signals: <c>timeout</c> signals its child and then its group, a terminal that is
/// closed sends SIGHUP to all, a supervisor SIGTERM beside it. So what comes within a second of the first is no second wish.
/// </remarks>
internal sealed class StopSignals : IDisposable
{
    private static readonly TimeSpan SameWish = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Terminal _terminal;
    private readonly TimeProvider _time;
    private long _requestedAt;

    public StopSignals(Terminal terminal, TimeProvider? time = null)
    {
        _terminal = terminal;
        _time = time ?? TimeProvider.System;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => OnSignal(signal, number: 2)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => OnSignal(signal, number: 15)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => OnSignal(signal, number: 1)),
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
        lock (_requested)
        {
            if (_requested.Task.IsCompleted)
            {
                return false;
            }

            _requestedAt = _time.GetTimestamp();
            _requested.SetResult();
        }

        _cancellation.Cancel();
        return true;
    }

    /// <summary>Takes a signal: the first asks for a stop.</summary>
    /// <returns>Whether it is a wish of its own after the first one, to end at once.</returns>
    internal bool IsAnotherWish()
    {
        if (Request())
        {
            return false;
        }

        lock (_requested)
        {
            return _time.GetElapsedTime(_requestedAt) >= SameWish;
        }
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
        if (!IsAnotherWish())
        {
            return;
        }

        _terminal.Complain("Ended at once by a second signal. A job continues from its last checkpoint when it is started again.");
        Environment.Exit(ExitCode.Signalled + number);
    }
}
