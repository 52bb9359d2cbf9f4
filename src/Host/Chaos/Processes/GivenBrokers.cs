using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace AkkaStreamProc.Host.Chaos.Processes;

/// <summary>Brokers that run already. Their outages are made by commands of the person who started them.</summary>
/// <param name="bootstrap">What clients connect to.</param>
/// <param name="failCommand">Takes a broker away; <see langword="null"/> where none may be.</param>
/// <param name="recoverCommand">Brings it back, and returns when it serves.</param>
/// <param name="logFile">Takes what the commands write.</param>
internal sealed class GivenBrokers(string bootstrap, string? failCommand, string? recoverCommand, string logFile) : IChaosBrokers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CommandPatience = TimeSpan.FromMinutes(2);

    private readonly List<string> _topics = [];

    public string Bootstrap => bootstrap;

    public bool CanFail => failCommand is not null;

    public async Task StartAsync(IReadOnlyList<string> topics, int partitions)
    {
        using var admin = Admin();
        try
        {
            // The brokers know how many copies they can keep.
            await admin.CreateTopicsAsync(
                topics.Select(topic => new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = -1 }),
                new CreateTopicsOptions { OperationTimeout = Patience, RequestTimeout = Patience }).ConfigureAwait(false);
            _topics.AddRange(topics);
        }
        catch (KafkaException exception)
        {
            throw HostException.Unavailable($"The topics {string.Join(" and ", topics)} cannot be created at {bootstrap}: {exception.Message}", exception);
        }
    }

    public Task FailAsync() => failCommand is null ? Task.CompletedTask : RunAsync(failCommand);

    public Task RecoverAsync() => recoverCommand is null ? Task.CompletedTask : RunAsync(recoverCommand);

    public void Dispose()
    {
        if (_topics.Count == 0)
        {
            return;
        }

        using var admin = Admin();
        try
        {
            admin.DeleteTopicsAsync(_topics).GetAwaiter().GetResult();
        }
        catch (KafkaException)
        {
            // The brokers may be gone; the names are those of this run alone.
        }
    }

    private IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap })
        .SetLogHandler((_, _) => { })
        .SetErrorHandler((_, _) => { })
        .Build();

    /// <summary>What a command writes goes into the log through the shell, as a broker that it starts may hold its output open for ever.</summary>
    private async Task RunAsync(string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"{{ {command}\n}} >>\"$LOG\" 2>&1"]);
        start.Environment["LOG"] = logFile;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(CommandPatience);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw HostException.Unavailable($"The command '{command}' did not end within {CommandPatience.TotalSeconds} s; {logFile} has what it wrote.");
        }

        if (process.ExitCode != 0)
        {
            throw HostException.Unavailable($"The command '{command}' ended with {process.ExitCode}; {logFile} has what it wrote.");
        }
    }
}
