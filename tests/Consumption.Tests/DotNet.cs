using System.Diagnostics;

namespace AkkaStreamProc.Consumption.Tests;

/// <summary>Calls <c>dotnet</c> as a user does, without anything that this repository sets.</summary>
internal static class DotNet
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs a command to its end.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="packages">The folder into which packages are installed.</param>
    /// <param name="args">The command and its arguments.</param>
    public static async Task<CommandResult> RunAsync(string directory, string packages, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", args)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NUGET_PACKAGES"] = packages;
        // The runner of the tests sets these for its own build.
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment.Remove("MSBuildExtensionsPath");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var command = $"dotnet {string.Join(' ', args)}";
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{command}' did not end within {Patience}.{Environment.NewLine}{await output}{await error}");
        }

        return new CommandResult(command, process.ExitCode, await output + await error);
    }
}
