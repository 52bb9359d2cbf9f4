using System.Diagnostics;

namespace AkkaStreamProc.Bench.Shared;

/// <summary>The Host of this tree as a process of its own, as a user starts it.</summary>
internal sealed class HostChild : IDisposable
{
    private readonly Process _process;

    private HostChild(Process process) => _process = process;

    /// <summary>What its process has used of the processor.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>What it writes to standard output.</summary>
    public StreamReader Output => _process.StandardOutput;

    public static HostChild Start(params string[] arguments) => new(Process.Start(new ProcessStartInfo("dotnet", [Assembly(), .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!);

    /// <summary>Reads away what it writes besides, until it ends.</summary>
    public HostChild Ignoring(bool output, bool error)
    {
        if (output)
        {
            _process.OutputDataReceived += static (_, _) => { };
            _process.BeginOutputReadLine();
        }

        if (error)
        {
            _process.ErrorDataReceived += static (_, line) =>
            {
                if (line.Data?.Contains("error", StringComparison.OrdinalIgnoreCase) == true)
                {
                    Console.Error.WriteLine(line.Data);
                }
            };
            _process.BeginErrorReadLine();
        }

        return this;
    }

    /// <summary>Ends the process at once.</summary>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>The Host, built as this program is.</summary>
    private static string Assembly()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var (framework, configuration) = (output.Name, output.Parent!.Name);
        var root = output;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "AkkaStreamProc.sln")))
        {
            root = root.Parent;
        }

        var host = Path.Combine(root?.FullName ?? "", "src", "Host", "bin", configuration, framework, "AkkaStreamProc.Host.dll");
        return File.Exists(host)
            ? host
            : throw new FileNotFoundException($"The Host is not built; run: dotnet build -c {configuration} src/Host", host);
    }
}
