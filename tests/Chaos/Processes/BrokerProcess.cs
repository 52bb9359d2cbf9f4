using System.Text.RegularExpressions;

namespace AkkaStreamProc.Chaos.Processes;

/// <summary>The embedded Kafka broker in a process of its own, which can be killed and started again in the same place.</summary>
internal sealed partial class BrokerProcess : IDisposable
{
    private readonly string _directory;
    private readonly string[] _topics;
    private HostProcess? _process;

    private BrokerProcess(string directory, string[] topics)
    {
        _directory = directory;
        _topics = topics;
    }

    /// <summary>What clients connect to; stays the same.</summary>
    public string BootstrapServers { get; private set; } = "127.0.0.1:0";

    /// <summary>Starts a broker on a free port.</summary>
    /// <param name="directory">Where it keeps its topics.</param>
    /// <param name="topics">The topics it has, as <c>NAME:PARTITIONS</c>.</param>
    public static async Task<BrokerProcess> StartAsync(string directory, params string[] topics)
    {
        var broker = new BrokerProcess(directory, topics);
        await broker.StartAgainAsync();
        return broker;
    }

    /// <summary>SIGKILL. On return nobody can connect.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts the broker where it was. On return clients can connect.</summary>
    public async Task StartAgainAsync()
    {
        var port = BootstrapServers[(BootstrapServers.LastIndexOf(':') + 1)..];
        _process = HostProcess.Start(["broker", "--port", port, "--data-dir", _directory, .. _topics.SelectMany(t => new[] { "--topic", t })]);
        BootstrapServers = Bootstrap().Match(await _process.LineWithAsync("bootstrap ")).Groups[1].Value;
    }

    public void Dispose() => _process?.Dispose();

    [GeneratedRegex("bootstrap ([^,]+),")]
    private static partial Regex Bootstrap();
}
