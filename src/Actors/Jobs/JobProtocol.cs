using Akka.Actor;
using AkkaStreamProc.Actors.Checkpoints.Manifests;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>The messages of the master and the supervisors of jobs.</summary>
internal static class JobProtocol
{
    /// <summary>Whatever the master hands on to the supervisor of a job.</summary>
    public interface IJobMessage
    {
        string Job { get; }
    }

    /// <summary>Whatever is asked about one submission of a job. One that is over is answered by its end.</summary>
    public interface IRequest
    {
        /// <summary>The number of <see cref="Accepted.Submission"/>.</summary>
        int Submission { get; }
    }

    /// <summary>Runs a job, or continues it; answered by <see cref="Accepted"/> or <see cref="Rejected"/>.</summary>
    /// <param name="Job">The name of the job.</param>
    /// <param name="Plan">Which graph, as <see cref="PlanCatalog"/> numbers it.</param>
    /// <param name="Fingerprint">The fingerprint of that graph.</param>
    /// <param name="Settings">How to run it.</param>
    /// <param name="Deadline">When nobody waits for the answer any more: what is not accepted by then does not begin.</param>
    /// <param name="Savepoint">What <see cref="JobSettings.RestoreFromPath"/> leads to.</param>
    /// <param name="ChecksOnly">Whether nothing begins: answered by <see cref="Checked"/> in place of <see cref="Accepted"/>.</param>
    public sealed record Submit(
        string Job, string Plan, string Fingerprint, JobSettings Settings, DateTimeOffset Deadline, ImportedSavepoint? Savepoint = null, bool ChecksOnly = false)
        : IJobMessage;

    /// <summary>What would become of each state.</summary>
    public sealed record Checked(IReadOnlyList<StateVerdict> Verdicts);

    /// <param name="Supervisor">Whom to ask about the job.</param>
    /// <param name="State">Whom to ask about its state.</param>
    /// <param name="Submission">The number of the submission at this supervisor.</param>
    /// <param name="RestoredFrom">The checkpoint it continues from, or <see langword="null"/>.</param>
    /// <param name="HadFinished">Whether the job had finished before and does not run again.</param>
    /// <param name="Discarded">What was discarded on request, or <see langword="null"/>.</param>
    public sealed record Accepted(IActorRef Supervisor, IActorRef State, int Submission, long? RestoredFrom, bool HadFinished, string? Discarded);

    public sealed record Rejected(string Reason);

    /// <summary>Answered by a <see cref="JobStatus"/> at once.</summary>
    public sealed record GetStatus(int Submission) : IRequest;

    /// <summary>Answered by a <see cref="TimeExplanation"/> at once; where the submission is over, by a <see cref="JobStatus"/>.</summary>
    public sealed record ExplainTime(int Submission) : IRequest;

    /// <summary>Answered by a <see cref="JobStatus"/> when the job has come to an end.</summary>
    public sealed record AwaitEnd(int Submission) : IRequest;

    /// <summary>Ends the job behind a savepoint; answered by a <see cref="JobStatus"/> when it has ended.</summary>
    public sealed record StopWithSavepoint(int Submission) : IRequest;

    /// <summary>Takes a savepoint; answered by a <see cref="CheckpointStatus"/>.</summary>
    public sealed record TriggerSavepoint(int Submission) : IRequest;

    /// <summary>Ends the job without a further checkpoint; answered by a <see cref="JobStatus"/> when it has ended.</summary>
    public sealed record Cancel(int Submission) : IRequest;

    /// <summary>From a supervisor to its master: a submission has its answer.</summary>
    public sealed record Answered(IActorRef Submitter);

    /// <summary>From a supervisor to its master: why it ends.</summary>
    public sealed record Ending(string Reason);

    /// <summary>The node of the master and its supervisors is left: they end when the last subtask has closed.</summary>
    public sealed record Leave
    {
        public static readonly Leave Instance = new();
    }
}
