using Akka.Actor;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Hosting;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc;

/// <summary>How a hosted actor system runs jobs, and which.</summary>
/// <remarks>What is not set keeps its value from <see cref="StreamProcessingConfig.Defaults"/> or from the application's own HOCON.</remarks>
public sealed class StreamProcessingOptions
{
    private readonly List<HostedJob> _jobs = [];

    /// <summary>
    /// Where journal and snapshots are kept in one SQLite file; created where it is missing. Not set, the application
    /// configures Akka.Persistence itself.
    /// </summary>
    public string? DataDirectory { get; set; }

    /// <summary>Whether a system without seed nodes forms a cluster of its own (<c>akka-stream-proc.join-self</c>).</summary>
    public bool? JoinSelf { get; set; }

    /// <summary>The cluster role whose nodes run jobs (<c>akka-stream-proc.role</c>).</summary>
    public string? Role { get; set; }

    /// <summary>How long a submission may wait for the cluster and the journal (<c>akka-stream-proc.submit-timeout</c>).</summary>
    public TimeSpan? SubmitTimeout { get; set; }

    /// <summary>
    /// Whether the jobs submitted through the actor system, those added here among them, are stopped with a savepoint when
    /// the host shuts down; on unless set. To be turned off where other nodes shall go on with them.
    /// </summary>
    public bool StopsWithSavepoint { get; set; } = true;

    /// <summary>
    /// How long the savepoints at shutdown may take before the node leaves without them; 1 minute unless set. The
    /// host's own shutdown timeout must be longer.
    /// </summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromMinutes(1);

    internal IReadOnlyList<HostedJob> Jobs => _jobs;

    /// <summary>
    /// Has a job submitted when the actor system is up. It continues from its last checkpoint if it has one. In a cluster
    /// one node submits a job and the others register it (<see cref="RegisterJob"/>).
    /// </summary>
    /// <param name="createGraph">Declares the job; called once, when the system has started.</param>
    /// <param name="settings">How to run it; the defaults unless given.</param>
    public StreamProcessingOptions AddJob(Func<ActorSystem, JobGraph> createGraph, JobSettings? settings = null)
    {
        _jobs.Add(new HostedJob(createGraph, settings));
        return this;
    }

    /// <summary>Has a job submitted when the actor system is up. It continues from its last checkpoint if it has one.</summary>
    /// <param name="graph">The job.</param>
    /// <param name="settings">How to run it; the defaults unless given.</param>
    public StreamProcessingOptions AddJob(JobGraph graph, JobSettings? settings = null) => AddJob(_ => graph, settings);

    /// <summary>
    /// Makes a job known to this node without submitting it, so that subtasks of a job that another node submits can
    /// run here too.
    /// </summary>
    /// <param name="createGraph">Declares the job exactly as the other node does; called once, when the system has started.</param>
    public StreamProcessingOptions RegisterJob(Func<ActorSystem, JobGraph> createGraph)
    {
        _jobs.Add(new HostedJob(createGraph, null, IsSubmitted: false));
        return this;
    }
}
