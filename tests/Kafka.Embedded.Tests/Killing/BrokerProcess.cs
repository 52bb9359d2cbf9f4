using System.Diagnostics;
using System.Globalization;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Killing;

/// <summary>A broker in a process of its own.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private readonly Process _process;

    private BrokerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public string BootstrapServers => $"127.0.0.1:{Port}";

    public static async Task<BrokerProcess> StartAsync(string directory)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(BrokerProcess).Assembly.Location, directory]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        string? port = await process.StandardOutput.ReadLineAsync();
        return new BrokerProcess(process, int.Parse(port!, CultureInfo.InvariantCulture));
    }

    /// <summary>Ends the process as kill -9 does; on return it is gone.</summary>
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
}
