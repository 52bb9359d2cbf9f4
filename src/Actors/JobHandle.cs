using Akka.Actor;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc.Actors;

/// <summary>A submitted job.</summary>
/// <remarks>Thread-safe. Letting go of a handle does nothing to the job.</remarks>
public sealed class JobHandle
{
    private static readonly TimeSpan StatusTimeout = TimeSpan.FromSeconds(30);

    private readonly IActorRef _supervisor;

    internal JobHandle(string name, JobProtocol.Accepted accepted)
    {
        Name = name;
        HadFinished = accepted.HadFinished;
        RestoredFrom = accepted.RestoredFrom;
        Discarded = accepted.Discarded;
        _supervisor = accepted.Supervisor;
        Completion = _supervisor.Ask<JobStatus>(new JobProtocol.AwaitEnd(), Timeout.InfiniteTimeSpan);
    }

    /// <summary>The name of the job.</summary>
    public string Name { get; }

    /// <summary>Whether the store says the job had finished before; it does not run again and <see cref="Completion"/> is at hand.</summary>
    public bool HadFinished { get; }

    /// <summary>The checkpoint the job continues from, or <see langword="null"/> for a start from nothing.</summary>
    public long? RestoredFrom { get; }

    /// <summary>What a fresh start discarded, in words, or <see langword="null"/>.</summary>
    public string? Discarded { get; }

    /// <summary>
    /// Completes when the job has ended (<see cref="JobState.Finished"/>, <see cref="JobState.Stopped"/>,
    /// <see cref="JobState.Cancelled"/> or <see cref="JobState.Failed"/>) and its connectors are closed. Never faults
    /// while the actor system lives.
    /// </summary>
    public Task<JobStatus> Completion { get; }

    /// <summary>The job as it is now; counters are at most half a second old.</summary>
    public Task<JobStatus> GetStatusAsync() => _supervisor.Ask<JobStatus>(new JobProtocol.GetStatus(), StatusTimeout);

    /// <summary>Takes a savepoint, which is kept until the job is discarded.</summary>
    /// <exception cref="JobFailedException">The job is not running, or ended before the savepoint was complete.</exception>
    public Task<CheckpointStatus> TriggerSavepointAsync() =>
        _supervisor.Ask<CheckpointStatus>(new JobProtocol.TriggerSavepoint(), Timeout.InfiniteTimeSpan);

    /// <summary>Ends the job behind a savepoint; the next submission continues exactly there.</summary>
    /// <returns>The status at the end; of a job that ended otherwise meanwhile, that end.</returns>
    public Task<JobStatus> StopWithSavepointAsync() =>
        _supervisor.Ask<JobStatus>(new JobProtocol.StopWithSavepoint(), Timeout.InfiniteTimeSpan);

    /// <summary>Ends the job at once; the next submission continues from the last checkpoint.</summary>
    public Task<JobStatus> CancelAsync() => _supervisor.Ask<JobStatus>(new JobProtocol.Cancel(), Timeout.InfiniteTimeSpan);
}
