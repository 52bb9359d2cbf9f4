using System.Collections.Concurrent;
using System.Diagnostics;
using AkkaStreamProc.Host.Chaos.Processes;

namespace AkkaStreamProc.Host.Tests.Processes;

/// <summary>A Host in a process of its own.</summary>
/// <remarks>Every wait has a limit and says what was awaited and what the process had written.</remarks>
internal sealed class HostProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();

    private HostProgram(string workingDirectory, IReadOnlyDictionary<string, string> environment, string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "AkkaStreamProc.Host.dll"), .. args])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Take(_error, line.Data);
    }

    public IReadOnlyList<string> Output => [.. _output];

    public IReadOnlyList<string> Error => [.. _error];

    /// <summary>Everything it wrote, for the messages of failing tests.</summary>
    public string Everything => string.Join(Environment.NewLine, Output.Concat(Error));

    public static HostProgram Start(TemporaryDirectory directory, params string[] args) => Start(directory, new Dictionary<string, string>(), args);

    /// <summary>Starts it with variables of the environment.</summary>
    public static HostProgram Start(TemporaryDirectory directory, IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var program = new HostProgram(directory.FullPath, environment, args);
        program._process.Start();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int ExitCode, HostProgram Program)> RunAsync(TemporaryDirectory directory, params string[] args)
    {
        var program = Start(directory, args);
        return (await program.ExitAsync(), program);
    }

    /// <summary>Waits for a line with a text, on either output.</summary>
    public async Task LineAsync(string text)
    {
        var source = _awaited.GetOrAdd(text, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Output.Concat(Error).Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            source.TrySetResult();
        }

        await WithPatience(source.Task, $"a line with '{text}'");
    }

    /// <summary>Waits for the end.</summary>
    public async Task<int> ExitAsync()
    {
        await WithPatience(_process.WaitForExitAsync(), "the end of the process");
        return _process.ExitCode;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate() => Signals.Terminate(_process.Id);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Take(ConcurrentQueue<string> lines, string? line)
    {
        if (line is null)
        {
            return;
        }

        lines.Enqueue(line);
        foreach (var (text, source) in _awaited)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                source.TrySetResult();
            }
        }
    }

    private async Task WithPatience(Task task, string awaited)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Patience.TotalSeconds:0} s for {awaited}. The process wrote:{Environment.NewLine}{Everything}");
        }
    }
}
