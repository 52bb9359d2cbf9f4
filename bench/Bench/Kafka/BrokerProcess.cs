using System.Diagnostics;
using AkkaStreamProc.Connectors.Kafka.Embedded;

namespace AkkaStreamProc.Bench.Kafka;

/// <summary>The embedded broker in a process of its own, so that its share of the processor is in nobody's numbers.</summary>
/// <remarks>Where <c>KAFKA_BOOTSTRAP</c> names a broker, that one is used and none is started.</remarks>
internal sealed class BrokerProcess : IDisposable
{
    /// <summary>The first argument that makes this program the broker, for the one that started it.</summary>
    public const string Argument = "--broker-of-benchmark";

    private readonly Process? _process;

    private BrokerProcess(Process? process, string bootstrap)
    {
        _process = process;
        Bootstrap = bootstrap;
    }

    public string Bootstrap { get; }

    public static async Task<BrokerProcess> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP") is { } given)
        {
            return new BrokerProcess(null, given);
        }

        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(BrokerProcess).Assembly.Location, Argument])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var bootstrap = await process.StandardOutput.ReadLineAsync();
        return new BrokerProcess(process, bootstrap ?? throw new InvalidOperationException("The broker did not start; its error is above."));
    }

    /// <summary>The other side: a broker that says where it listens and ends with its parent.</summary>
    public static async Task ServeAsync()
    {
        await using var kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { RetentionCheckInterval = TimeSpan.FromSeconds(5) });
        Console.WriteLine(kafka.BootstrapServers);
        await Console.In.ReadToEndAsync();
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
