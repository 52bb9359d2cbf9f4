using System.Diagnostics;
using AkkaStreamProc.Host.Chaos.Processes;

namespace AkkaStreamProc.Chaos.Processes;

/// <summary>The Host in a process of its own. Disposing of it ends it.</summary>
internal sealed class HostProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly string _commandLine;

    private HostProcess(ProcessStartInfo start)
    {
        _commandLine = string.Join(' ', start.ArgumentList.Skip(1));
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public ProcessOutput Output { get; } = new();

    public static HostProcess Start(params IEnumerable<string> arguments)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "AkkaStreamProc.Host.dll");
        return new HostProcess(new ProcessStartInfo("dotnet", [host, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
    }

    /// <summary>Waits for a line, written already or not yet. It is an error if the process ends without it.</summary>
    public async Task<string> LineWithAsync(string part)
    {
        var found = Output.LineWith(part);
        var exited = _process.WaitForExitAsync();
        if (await Task.WhenAny(found, exited, Task.Delay(Patience)) != found && !found.IsCompleted)
        {
            throw new ProcessFailedException($"There was no line with '{part}' {(exited.IsCompleted ? $"before the exit with {_process.ExitCode}" : $"within {Patience}")}.{Story}");
        }

        return await found;
    }

    /// <summary>Waits until the process has ended by itself, which must be a success.</summary>
    public async Task SucceedAsync()
    {
        if (await ExitCodeAsync() is var code and not 0)
        {
            throw new ProcessFailedException($"The exit code is {code}.{Story}");
        }
    }

    /// <summary>Waits until the process has ended.</summary>
    /// <param name="patience">How long at most; as long as for anything else unless given.</param>
    public async Task<int> ExitCodeAsync(TimeSpan? patience = null)
    {
        var exited = _process.WaitForExitAsync();
        if (await Task.WhenAny(exited, Task.Delay(patience ?? Patience)) != exited)
        {
            throw new ProcessFailedException($"The process did not end within {patience ?? Patience}.{Story}");
        }

        return _process.ExitCode;
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate() => Signals.Terminate(_process.Id);

    /// <summary>SIGKILL. On return the process is gone and its output complete.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private string Story => $"{Environment.NewLine}{_commandLine}{Environment.NewLine}{Output}";

    private void Take(string? line)
    {
        if (line is not null)
        {
            Output.Add(line);
        }
    }
}
