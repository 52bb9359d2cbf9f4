using System.Text.RegularExpressions;

namespace AkkaStreamProc.Host.Chaos.Processes;

/// <summary>The embedded broker in a process of its own, which can be killed and started again at the same address.</summary>
internal sealed partial class BrokerChild(string directory, string logFile, IReadOnlyList<string> topics) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private HostChild? _process;

    /// <summary>What clients connect to; stays the same from the first start on.</summary>
    public string Bootstrap { get; private set; } = "127.0.0.1:0";

    /// <summary>Starts the broker. On return clients can connect.</summary>
    /// <exception cref="HostException">It does not start.</exception>
    public async Task StartAsync()
    {
        var port = Bootstrap[(Bootstrap.LastIndexOf(':') + 1)..];
        _process = HostChild.Start(logFile, null, ["broker", "--port", port, "--data-dir", directory, .. topics.SelectMany(t => new[] { "--topic", t })]);
        var line = await _process.LineWithAsync("bootstrap ", Patience).ConfigureAwait(false)
            ?? throw HostException.Unavailable($"The broker did not start:{Environment.NewLine}{_process.LastLines}");
        Bootstrap = Address().Match(line).Groups[1].Value;
    }

    public async Task KillAsync()
    {
        await _process!.KillAsync().ConfigureAwait(false);
        _process.Dispose();
        _process = null;
    }

    public void Pause() => _process!.Pause();

    public void Continue() => _process!.Continue();

    public void Dispose() => _process?.Dispose();

    [GeneratedRegex("bootstrap ([^,]+),")]
    private static partial Regex Address();
}
