using System.Collections.Concurrent;
using Akka;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Event;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Memory;
using AkkaStreamProc.Actors.Placement;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc;

/// <summary>The stream processor of an actor system: where jobs are submitted.</summary>
/// <remarks>
/// <para>
/// The system needs the settings of <see cref="StreamProcessingConfig.Defaults"/> and a journal and snapshot store, for
/// example <see cref="StreamProcessingConfig.SqliteIn"/>. A system without seed nodes forms a cluster of its own.
/// </para>
/// <para>
/// When the system shuts down in good order (<c>Terminate</c>, a signal that ends the process), the jobs submitted here
/// are stopped with a savepoint first (<c>akka-stream-proc.shutdown</c>).
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
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long a refusal at the end of the time may take to arrive, on a machine that is busy.</summary>
    private static readonly TimeSpan RefusalTime = TimeSpan.FromSeconds(5);

    private readonly ActorSystem _system;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly PlanCatalog _plans = new();
    private readonly IActorRef _master;
    private readonly StreamProcessingSettings _settings;
    private readonly ILoggingAdapter _log;

    /// <summary>Submissions that are not known to have ended.</summary>
    private readonly ConcurrentDictionary<Task<JobHandle>, bool> _submissions = new();

    private readonly TaskCompletionSource _ends = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isShuttingDown;

    internal StreamProcessing(ExtendedActorSystem system)
    {
        _system = system;
        _log = Logging.GetLogger(system, typeof(StreamProcessing));
        var settings = _settings = StreamProcessingSettings.Of(system);
        if (settings.DataDirectory is { } directory)
        {
            var held = DataDirectoryLock.Take(directory, system.Name);
            system.RegisterOnTermination(held.Dispose);
        }

        var memory = new MemoryGuard(new ProcessMemoryProbe(), _time, settings.ExitsOutOfMemory ? static message => ImmediateExit.With(ImmediateExit.OutOfMemory, message) : null);
        var telemetry = new StreamTelemetry(system.Name, system, new ProcessMemoryProbe(), _time);
        system.RegisterOnTermination(telemetry.Dispose);
        EndWhenOutOfMemory(memory);
        var cluster = Cluster.Get(system);
        if (settings.JoinsSelf && cluster.Settings.SeedNodes.IsEmpty)
        {
            cluster.Join(cluster.SelfAddress);
        }

        system.ActorOf(Props.Create(() => new MemoryWatcher(memory)), settings.ShardTypeName + "-memory");
        var census = system.ActorOf(Props.Create(() => new SubtaskCensus()), settings.CensusName);
        var node = new NodeServices(_plans, census, settings.Storage, settings.Transport, telemetry, memory, _time);
        var region = ClusterSharding.Get(system).Start(
            settings.ShardTypeName,
            entityId => Props.Create(() => new SubtaskActor(entityId, node)).WithDispatcher(settings.Dispatcher),
            settings.Sharding,
            new SubtaskExtractor(),
            new StayingAllocation(),
            SubtaskProtocol.HandOff.Instance);
        system.ActorOf(
            ClusterSingletonManager.Props(
                Props.Create(() => new JobMaster(job => Props.Create(() => new JobSupervisor(job, _plans, region, settings, telemetry, _time, Random.Shared)))),
                JobProtocol.Leave.Instance,
                settings.Singleton),
            settings.MasterName);
        _master = system.ActorOf(ClusterSingletonProxy.Props($"/user/{settings.MasterName}", settings.SingletonProxy), settings.MasterName + "-proxy");
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "refuse-stream-jobs", () =>
        {
            _isShuttingDown = true;
            return Task.FromResult(Done.Instance);
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "let-go-of-stream-jobs", () =>
        {
            _ends.TrySetResult();
            return Task.FromResult(Done.Instance);
        });
        system.RegisterOnTermination(() => _ends.TrySetResult());
        if (settings.StopsJobs)
        {
            shutdown.AddTask(CoordinatedShutdown.PhaseBeforeClusterShutdown, "stop-stream-jobs", StopJobsAsync);
        }
    }

    /// <summary>The stream processor of a system; started with the first call.</summary>
    /// <exception cref="StreamProcessingException">
    /// The system lacks settings, or another one uses its data directory; says which.
    /// </exception>
    public static StreamProcessing For(ActorSystem system) => system.WithExtension<StreamProcessing, StreamProcessingProvider>();

    /// <summary>
    /// Makes a job known to this process without running it, so that subtasks of a job submitted elsewhere in the
    /// cluster can run here. Submitting does it too, where the job is accepted.
    /// </summary>
    public void Register(JobGraph graph) => _plans.Register(graph);

    /// <summary>Runs a job, or continues it from the last checkpoint the store has of it.</summary>
    /// <remarks>
    /// Where subtasks of an earlier run are still closing, the answer waits for them. A submission that is refused leaves
    /// a job of the same name that runs as it is.
    /// </remarks>
    /// <param name="graph">The job.</param>
    /// <param name="settings">How to run it; the defaults unless given.</param>
    /// <param name="cancellation">Ends the waiting, not the job.</param>
    /// <exception cref="JobFailedException">
    /// The job is running already, does not fit the stored one, nobody answered in time, or the actor system shuts down;
    /// says which.
    /// </exception>
    public Task<JobHandle> SubmitAsync(JobGraph graph, JobSettings? settings = null, CancellationToken cancellation = default)
    {
        var submission = SubmitToMasterAsync(graph, settings ?? new JobSettings(), cancellation);
        _submissions[submission] = true;
        _ = ForgetWhenEndedAsync(submission);
        return submission;
    }

    /// <summary>What becomes of each state when a job continues from a checkpoint that the store has of it. Starts nothing, whether the job runs or not.</summary>
    /// <param name="graph">The job, as it is to be submitted.</param>
    /// <param name="checkpoint">The number of a retained checkpoint; of the last one unless given.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The states of the checkpoint by operator, then those that are new.</returns>
    /// <exception cref="JobFailedException">The store has no such checkpoint, the job could not continue from it whatever was allowed, or nobody answered in time.</exception>
    public async Task<IReadOnlyList<StateVerdict>> CheckAsync(JobGraph graph, long? checkpoint = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        RefuseWhileEnding(graph.Name);
        var plan = _plans.Offer(graph);
        try
        {
            var answer = await AskAsync(graph, plan, new JobSettings { RestoreFrom = checkpoint }, savepoint: null, checksOnly: true, cancellation).ConfigureAwait(false);
            return answer switch
            {
                JobProtocol.Checked(var verdicts) => verdicts,
                JobProtocol.Rejected rejected => throw new JobFailedException(rejected.Reason),
                _ => throw new JobFailedException($"The question for the state of the job '{graph.Name}' was answered with {answer}."),
            };
        }
        finally
        {
            _plans.Withdraw(plan);
        }
    }

    private async Task<JobHandle> SubmitToMasterAsync(JobGraph graph, JobSettings settings, CancellationToken cancellation)
    {
        RefuseWhileEnding(graph.Name);
        if (settings.ChannelCredit < 1 || settings.ChannelBytes < 1)
        {
            throw new JobFailedException(
                $"The job '{graph.Name}' cannot run with {nameof(JobSettings.ChannelCredit)} {settings.ChannelCredit} and {nameof(JobSettings.ChannelBytes)} {settings.ChannelBytes}: nothing would ever be sent. Both must be at least 1.");
        }

        var savepoint = settings.RestoreFromPath is { } path ? await Task.Run(() => Import(graph.Name, path), cancellation).ConfigureAwait(false) : null;
        var plan = _plans.Offer(graph);
        switch (await AskAsync(graph, plan, settings, savepoint, checksOnly: false, cancellation).ConfigureAwait(false))
        {
            case JobProtocol.Accepted accepted:
                _plans.Register(graph);
                return new JobHandle(graph.Name, accepted, _ends.Task);
            case JobProtocol.Rejected rejected:
                _plans.Withdraw(plan);
                throw new JobFailedException(rejected.Reason);
            case var answer:
                throw new JobFailedException($"The job '{graph.Name}' was answered with {answer}.");
        }
    }

    /// <summary>Asks the supervisor of a job.</summary>
    private async Task<object> AskAsync(
        JobGraph graph, string plan, JobSettings settings, ImportedSavepoint? savepoint, bool checksOnly, CancellationToken cancellation)
    {
        // Nothing begins that nobody waits for: the supervisor gives up before the question does, and has time to say why.
        var deadline = _time.GetUtcNow() + _settings.SubmitTimeout;
        var submit = new JobProtocol.Submit(graph.Name, plan, graph.Fingerprint, settings, deadline, savepoint, checksOnly);
        var asked = _master.Ask<object>(submit, _settings.SubmitTimeout + RefusalTime, cancellation);
        if (await Task.WhenAny(asked, _system.WhenTerminated).ConfigureAwait(false) != asked)
        {
            RefuseWhileEnding(graph.Name);
        }

        try
        {
            return await asked.ConfigureAwait(false);
        }
        catch (AskTimeoutException e)
        {
            throw new JobFailedException(
                $"The job '{graph.Name}' was not accepted within {_settings.SubmitTimeout}: the cluster is not up, or the journal does not answer. The log says more.", e);
        }
    }

    /// <summary>An error that nobody catches ends the process anyway: it says why, and with its own exit code.</summary>
    private void EndWhenOutOfMemory(MemoryGuard memory)
    {
        UnhandledExceptionEventHandler consider = (_, unhandled) => memory.Consider(unhandled.ExceptionObject as Exception);
        AppDomain.CurrentDomain.UnhandledException += consider;
        _system.RegisterOnTermination(() => AppDomain.CurrentDomain.UnhandledException -= consider);
    }

    private static ImportedSavepoint Import(string job, string path)
    {
        try
        {
            var manifest = CheckpointManifest.Read(path);
            return ImportedSavepoint.Of(CheckpointManifest.DirectoryOf(path), manifest);
        }
        catch (StreamProcessingException e)
        {
            throw new JobFailedException($"The job '{job}' cannot continue from a savepoint: {e.Message}", e);
        }
    }

    private void RefuseWhileEnding(string job)
    {
        if (_system.WhenTerminated.IsCompleted)
        {
            throw new JobFailedException($"The job '{job}' cannot be submitted: the actor system '{_system.Name}' has terminated. Submit it to one that runs.");
        }

        if (_isShuttingDown)
        {
            throw new JobFailedException($"The job '{job}' cannot be submitted: the actor system '{_system.Name}' is shutting down. Submit it to one that runs.");
        }
    }

    private async Task ForgetWhenEndedAsync(Task<JobHandle> submission)
    {
        try
        {
            var job = await submission.ConfigureAwait(false);
            await job.Completion.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whoever submitted the job has the exception.
        }
        finally
        {
            _submissions.TryRemove(submission, out _);
        }
    }

    private async Task<Done> StopJobsAsync()
    {
        _isShuttingDown = true;
        await Task.WhenAll(_submissions.Keys.Select(StopAsync)).ConfigureAwait(false);
        return Done.Instance;
    }

    private async Task StopAsync(Task<JobHandle> submission)
    {
        try
        {
            var job = await submission.WaitAsync(_settings.StopTimeout).ConfigureAwait(false);
            try
            {
                var end = await job.StopWithSavepointAsync().WaitAsync(_settings.StopTimeout).ConfigureAwait(false);
                _log.Write(job.Name, JobNotices.JobStopped.With($"The job {job.Name} is {end.State}"));
            }
            catch (TimeoutException)
            {
                _log.Write(job.Name, JobNotices.JobCancelled.With($"The job {job.Name} wrote no savepoint within {_settings.StopTimeout} and is cancelled; it continues from its last checkpoint"));
                await job.CancelAsync().WaitAsync(CancelTimeout).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is StreamProcessingException or TimeoutException or OperationCanceledException)
        {
            // A job that was not accepted has nothing to save.
            _log.Write(_system.Name, JobNotices.JobNotStopped.With($"A job was not stopped before the shutdown: {e.Message}"));
        }
    }
}
