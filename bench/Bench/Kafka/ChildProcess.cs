using System.Diagnostics;

namespace AkkaStreamProc.Bench.Kafka;

/// <summary>This program started once more in another role (<see cref="ChildRoles"/>), so that what it does is in nobody's numbers.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process, string announcement)
    {
        _process = process;
        Announcement = announcement;
    }

    /// <summary>The line it printed when it was ready.</summary>
    public string Announcement { get; }

    public static async Task<ChildProcess> StartAsync(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(ChildProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var announcement = await process.StandardOutput.ReadLineAsync();
        return new ChildProcess(process, announcement ?? throw new InvalidOperationException($"{arguments[0]} did not start; its error is above."));
    }

    /// <summary>Ends the process; it ends by itself where its parent dies.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
