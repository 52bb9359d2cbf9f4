using System.Text.RegularExpressions;

namespace AkkaStreamProc.Host.Chaos.Processes;

/// <summary>The embedded broker in a process of its own, which can be killed and started again at the same address.</summary>
internal sealed partial class BrokerChild(string directory, string logFile) : IChaosBrokers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private HostChild? _process;
    private IReadOnlyList<string> _topics = [];

    public string Bootstrap { get; private set; } = "127.0.0.1:0";

    public bool CanFail => true;

    public Task StartAsync(IReadOnlyList<string> topics, int partitions)
    {
        _topics = [.. topics.Select(topic => $"{topic}:{partitions}")];
        return RecoverAsync();
    }

    public async Task RecoverAsync()
    {
        var port = Bootstrap[(Bootstrap.LastIndexOf(':') + 1)..];
        _process = HostChild.Start(logFile, null, ["broker", "--port", port, "--data-dir", directory, .. _topics.SelectMany(t => new[] { "--topic", t })]);
        var line = await _process.LineWithAsync("bootstrap ", Patience).ConfigureAwait(false)
            ?? throw HostException.Unavailable($"The broker did not start:{Environment.NewLine}{_process.LastLines}");
        Bootstrap = Address().Match(line).Groups[1].Value;
    }

    public async Task FailAsync()
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
