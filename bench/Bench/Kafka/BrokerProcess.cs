namespace AkkaStreamProc.Bench.Kafka;

/// <summary>The broker of a benchmark: the one that <c>KAFKA_BOOTSTRAP</c> names, else the embedded one in a process of its own.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private readonly ChildProcess? _child;

    private BrokerProcess(ChildProcess? child, string bootstrap)
    {
        _child = child;
        Bootstrap = bootstrap;
    }

    public string Bootstrap { get; }

    public static async Task<BrokerProcess> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP") is { } given)
        {
            return new BrokerProcess(null, given);
        }

        var child = await ChildProcess.StartAsync(ChildRoles.Broker);
        return new BrokerProcess(child, child.Announcement);
    }

    public void Dispose() => _child?.Dispose();
}
