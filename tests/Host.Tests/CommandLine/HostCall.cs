using AkkaStreamProc.Host.Terminals;

namespace AkkaStreamProc.Host.Tests.CommandLine;

/// <summary>One call of the Host inside the test's process, for lines that start nothing.</summary>
internal sealed record HostCall(int ExitCode, string Output, string Error)
{
    public static async Task<HostCall> RunAsync(params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var exitCode = await HostProcess.RunAsync(args, new Terminal(output, error, isInteractive: false), new Dictionary<string, string>());
        return new HostCall(exitCode, output.ToString(), error.ToString());
    }
}
