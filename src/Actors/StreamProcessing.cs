using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Placement;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Graph;

namespace AkkaStreamProc;

/// <summary>The stream processor of an actor system: where jobs are submitted.</summary>
/// <remarks>
/// <para>
/// The system needs the settings of <see cref="StreamProcessingConfig.Defaults"/> and a journal and snapshot store, for
/// example <see cref="StreamProcessingConfig.SqliteIn"/>. A system without seed nodes forms a cluster of its own.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// var config = StreamProcessingConfig.SqliteIn("data").WithFallback(StreamProcessingConfig.Defaults);
/// using var system = ActorSystem.Create("streams", config);
/// JobHandle job = await StreamProcessing.For(system).SubmitAsync(graph);
/// JobStatus end = await job.Completion;
/// </code>
/// </example>
public sealed class StreamProcessing : IExtension
{
    private readonly ConcurrentDictionary<string, JobGraph> _graphs = new();
    private readonly IActorRef _master;
    private readonly TimeSpan _submitTimeout;

    internal StreamProcessing(ExtendedActorSystem system)
    {
        var settings = StreamProcessingSettings.Of(system);
        _submitTimeout = settings.SubmitTimeout;
        var cluster = Cluster.Get(system);
        if (settings.JoinsSelf && cluster.Settings.SeedNodes.IsEmpty)
        {
            cluster.Join(cluster.SelfAddress);
        }

        var time = TimeProvider.System;
        var region = ClusterSharding.Get(system).Start(
            settings.ShardTypeName,
            entityId => Props.Create(() => new SubtaskActor(entityId, GraphOf, settings.Storage, time)).WithDispatcher(settings.Dispatcher),
            ClusterShardingSettings.Create(system).WithRole(settings.Role),
            new SubtaskExtractor(),
            new StayingAllocation(),
            PoisonPill.Instance);
        system.ActorOf(
            ClusterSingletonManager.Props(
                Props.Create(() => new JobMaster(job => Props.Create(() => new JobSupervisor(job, GraphOf, region, settings.Storage, time, Random.Shared)))),
                PoisonPill.Instance,
                ClusterSingletonManagerSettings.Create(system).WithRole(settings.Role)),
            settings.MasterName);
        _master = system.ActorOf(
            ClusterSingletonProxy.Props($"/user/{settings.MasterName}", ClusterSingletonProxySettings.Create(system).WithRole(settings.Role)),
            settings.MasterName + "-proxy");
    }

    /// <summary>The stream processor of a system; started with the first call.</summary>
    /// <exception cref="StreamProcessingException">The system lacks settings; names them.</exception>
    public static StreamProcessing For(ActorSystem system) => system.WithExtension<StreamProcessing, StreamProcessingProvider>();

    /// <summary>
    /// Makes a job known to this process without running it, so that subtasks of a job submitted elsewhere in the
    /// cluster can run here. Submitting does it too.
    /// </summary>
    public void Register(JobGraph graph) => _graphs[graph.Name] = graph;

    /// <summary>Runs a job, or continues it from the last checkpoint the store has of it.</summary>
    /// <param name="graph">The job.</param>
    /// <param name="settings">How to run it; the defaults unless given.</param>
    /// <param name="cancellation">Ends the waiting, not the job.</param>
    /// <exception cref="JobFailedException">
    /// The job is running already, does not fit the stored one, or nobody answered in time; says which.
    /// </exception>
    public async Task<JobHandle> SubmitAsync(JobGraph graph, JobSettings? settings = null, CancellationToken cancellation = default)
    {
        Register(graph);
        var submit = new JobProtocol.Submit(graph.Name, graph.Fingerprint, settings ?? new JobSettings());
        object answer;
        try
        {
            answer = await _master.Ask<object>(submit, _submitTimeout, cancellation).ConfigureAwait(false);
        }
        catch (AskTimeoutException e)
        {
            throw new JobFailedException(
                $"The job '{graph.Name}' was not accepted within {_submitTimeout}: the cluster is not up, or the journal does not answer. The log says more.", e);
        }

        return answer switch
        {
            JobProtocol.Accepted accepted => new JobHandle(graph.Name, accepted),
            JobProtocol.Rejected rejected => throw new JobFailedException(rejected.Reason),
            _ => throw new JobFailedException($"The job '{graph.Name}' was answered with {answer}."),
        };
    }

    private JobGraph? GraphOf(string job) => _graphs.GetValueOrDefault(job);
}
