using System.Diagnostics;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Host.Chaos.Processes;

/// <summary>Another call of this program in a process of its own. What it writes goes into a file, and can be waited for.</summary>
internal sealed class HostChild : IDisposable
{
    /// <summary>The exit code of a process that SIGKILL ended.</summary>
    public const int Killed = 128 + 9;

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly ProcessOutput _output = new();
    private readonly StreamWriter _log;

    private HostChild(ProcessStartInfo start, string logFile)
    {
        _log = new StreamWriter(logFile, append: true);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.Start();
        Take($"--- process {_process.Id} at {DateTimeOffset.UtcNow:HH:mm:ss.fff}: {string.Join(' ', start.ArgumentList.Skip(1))}");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Exited = _process.WaitForExitAsync();
    }

    /// <summary>Completes when the process has ended and its output is complete.</summary>
    public Task Exited { get; }

    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines it wrote.</summary>
    public string LastLines => string.Join(Environment.NewLine, _output.Lines.TakeLast(10));

    /// <summary>Starts a process.</summary>
    /// <param name="logFile">Takes what it writes, behind what is there.</param>
    /// <param name="killPoint">Where it is to die, or <see langword="null"/>.</param>
    /// <param name="arguments">The command line.</param>
    public static HostChild Start(string logFile, string? killPoint, params IEnumerable<string> arguments)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "AkkaStreamProc.Host.dll");
        var start = new ProcessStartInfo("dotnet", [host, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[KillSwitch.Variable] = killPoint;
        // Every process lives for a few seconds only, in which compiling twice does not pay.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return new HostChild(start, logFile);
    }

    /// <summary>Waits for a line, written already or not yet.</summary>
    /// <returns>The line, or <see langword="null"/> where the process ended or the time was over before it.</returns>
    public async Task<string?> LineWithAsync(string part, TimeSpan patience)
    {
        var found = _output.LineWith(part);
        await Task.WhenAny(found, Exited, Task.Delay(patience)).ConfigureAwait(false);
        return found.IsCompleted ? await found.ConfigureAwait(false) : null;
    }

    /// <summary>Waits for the end of the process.</summary>
    /// <returns>Whether it came in time.</returns>
    public async Task<bool> EndsWithinAsync(TimeSpan patience) =>
        await Task.WhenAny(Exited, Task.Delay(patience)).ConfigureAwait(false) == Exited;

    public void Terminate() => Signals.Terminate(_process.Id);

    public void Pause() => Signals.Pause(_process.Id);

    public void Continue() => Signals.Continue(_process.Id);

    /// <summary>SIGKILL. On return the process is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await Exited.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        lock (_lock)
        {
            _log.Dispose();
        }
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _log.WriteLine(line);
            _log.Flush();
        }

        _output.Add(line);
    }
}
