using AkkaStreamProc.Host.Chaos.Processes;
using AkkaStreamProc.Host.Chaos.Records;

namespace AkkaStreamProc.Host.Chaos;

/// <summary>What a run disturbs: the brokers, the job under test, and the ledger that sees whether it shows.</summary>
internal sealed class ChaosWorld(ChaosRequest request, IChaosBrokers brokers, SequenceTopics topics, SequenceLedger ledger, ChaosTally tally, Random random, Volume volume) : IAsyncDisposable
{
    /// <summary>How long the broker keeps a transaction that nobody ends: short, so that a pause is longer.</summary>
    public static readonly TimeSpan TransactionTimeout = TimeSpan.FromSeconds(2);

    private const int MaxParallelism = 3;
    private const int RecordsOfProgress = 50;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan ProgressPatience = TimeSpan.FromSeconds(90);

    private int _parallelism = 2;

    public IChaosBrokers Brokers => brokers;

    public ChaosTally Tally => tally;

    public Random Random => random;

    /// <summary>The disk with the data directory.</summary>
    public Volume Volume => volume;

    /// <summary>Where the job keeps its checkpoints.</summary>
    public string DataDirectory { get; } = Path.Combine(volume.Directory, "job");

    /// <summary>Starts a process of the job.</summary>
    /// <param name="killPoint">Where it is to die, or <see langword="null"/>.</param>
    /// <param name="parallelism">How many subtasks; where not given as before, and now and then another number.</param>
    /// <param name="options">More options.</param>
    public HostChild StartJob(string? killPoint = null, int? parallelism = null, params IEnumerable<string> options)
    {
        tally.Starts++;
        _parallelism = parallelism ?? (random.Next(4) == 0 ? random.Next(1, MaxParallelism + 1) : _parallelism);
        return HostChild.Start(
            Path.Combine(request.Directory, "job.log"),
            killPoint,
            [
                "run", "--assembly", Path.Combine(AppContext.BaseDirectory, "AkkaStreamProc.Examples.SequenceCheck.dll"), "sequence-check",
                "--bootstrap", brokers.Bootstrap,
                "--input", topics.Input,
                "--output", topics.Output,
                "--guarantee", request.Guarantee,
                "--transaction-timeout", "2s",
                "--data-dir", DataDirectory,
                "--parallelism", $"{_parallelism}",
                "--set", "akka-stream-proc.host.job.checkpoint-interval=200ms",
                "--set", "akka-stream-proc.host.check-store=off",
                "--set", "akka-stream-proc.host.job.restart.initial-delay=100ms",
                .. options,
            ]);
    }

    /// <summary>The number of subtasks of the last start, to start with the same.</summary>
    public int Parallelism => _parallelism;

    /// <summary>Waits until a process runs the job.</summary>
    /// <returns>Whether it does; otherwise the process is not of use, and that is a fault.</returns>
    public async Task<bool> RunsAsync(HostChild job)
    {
        if (await job.LineWithAsync("The job is running.", StartPatience).ConfigureAwait(false) is not null)
        {
            return true;
        }

        tally.AddFault($"The job does not start:{Environment.NewLine}{job.LastLines}");
        return false;
    }

    /// <summary>Waits until new output is committed, which takes a checkpoint behind all that came before.</summary>
    /// <returns>Whether it is; not where the process ended first.</returns>
    public async Task<bool> ProgressesAsync(HostChild job)
    {
        var before = ledger.Records;
        using var limit = new CancellationTokenSource(ProgressPatience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (ledger.Records < before + RecordsOfProgress)
        {
            if (job.Exited.IsCompleted)
            {
                return false;
            }

            if (limit.IsCancellationRequested)
            {
                tally.AddFault($"The job runs and writes nothing for {ProgressPatience.TotalSeconds} s:{Environment.NewLine}{job.LastLines}");
                return false;
            }

            await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Forgets a job that has read nothing yet.</summary>
    public void DiscardData() => Directory.Delete(DataDirectory, recursive: true);

    public ValueTask DisposeAsync()
    {
        brokers.Dispose();
        volume.Dispose();
        return ValueTask.CompletedTask;
    }
}
