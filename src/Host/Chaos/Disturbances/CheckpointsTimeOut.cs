using AkkaStreamProc.Host.Chaos.Processes;

namespace AkkaStreamProc.Host.Chaos.Disturbances;

/// <summary>Checkpoints are due all the time and most are aborted, because they may not take as long as they do.</summary>
internal sealed class CheckpointsTimeOut : IDisturbance
{
    public string Name => "checkpoint-timeouts";

    public IReadOnlyList<string> JobOptions =>
    [
        "--checkpoint-interval", "20ms",
        "--set", "akka-stream-proc.host.job.checkpoint-timeout=15ms",
        "--set", "akka-stream-proc.host.job.tolerable-checkpoint-failures=1000000",
    ];

    public Task ApplyAsync(HostChild job, ChaosWorld world) => Task.Delay(TimeSpan.FromSeconds(2));
}
