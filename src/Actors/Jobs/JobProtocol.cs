using Akka.Actor;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>The messages of the master and the supervisors of jobs.</summary>
internal static class JobProtocol
{
    /// <summary>Whatever the master hands on to the supervisor of a job.</summary>
    public interface IJobMessage
    {
        string Job { get; }
    }

    /// <summary>Runs a job, or continues it; answered by <see cref="Accepted"/> or <see cref="Rejected"/>.</summary>
    public sealed record Submit(string Job, string Fingerprint, JobSettings Settings) : IJobMessage;

    /// <param name="Supervisor">Whom to ask about the job.</param>
    /// <param name="RestoredFrom">The checkpoint it continues from, or <see langword="null"/>.</param>
    /// <param name="HadFinished">Whether the job had finished before and does not run again.</param>
    /// <param name="Discarded">What was discarded on request, or <see langword="null"/>.</param>
    public sealed record Accepted(IActorRef Supervisor, long? RestoredFrom, bool HadFinished, string? Discarded);

    public sealed record Rejected(string Reason);

    /// <summary>Answered by a <see cref="JobStatus"/> at once.</summary>
    public sealed record GetStatus;

    /// <summary>Answered by a <see cref="JobStatus"/> when the job has come to an end.</summary>
    public sealed record AwaitEnd;

    /// <summary>Ends the job behind a savepoint; answered by a <see cref="JobStatus"/> when it has ended.</summary>
    public sealed record StopWithSavepoint;

    /// <summary>Takes a savepoint; answered by a <see cref="CheckpointStatus"/>.</summary>
    public sealed record TriggerSavepoint;

    /// <summary>Ends the job without a further checkpoint; answered by a <see cref="JobStatus"/> when it has ended.</summary>
    public sealed record Cancel;
}
