using Akka.Actor;
using Akka.Event;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Hosting;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Telemetry;

namespace AkkaStreamProc;

/// <summary>The jobs that the host submits to its actor system.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class StreamJobs : IExtension
{
    private readonly ActorSystem _system;
    private readonly ILoggingAdapter _log;
    private readonly TaskCompletionSource<IReadOnlyDictionary<string, Task<JobHandle>>> _submitted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal StreamJobs(ExtendedActorSystem system)
    {
        _system = system;
        _log = Logging.GetLogger(system, typeof(StreamJobs));
    }

    /// <summary>The hosted jobs of an actor system.</summary>
    public static StreamJobs For(ActorSystem system) => system.WithExtension<StreamJobs, StreamJobsProvider>();

    /// <summary>The handle of a job, as soon as the host has started and the job is accepted.</summary>
    /// <param name="name">The name of the job's graph.</param>
    /// <param name="cancellation">Ends the waiting, not the job.</param>
    /// <exception cref="JobFailedException">The job was not accepted; says why.</exception>
    /// <exception cref="StreamProcessingException">The host has no job of that name, or its graph could not be declared.</exception>
    public async Task<JobHandle> GetAsync(string name, CancellationToken cancellation = default)
    {
        var jobs = await _submitted.Task.WaitAsync(cancellation).ConfigureAwait(false);
        return jobs.TryGetValue(name, out var job)
            ? await job.WaitAsync(cancellation).ConfigureAwait(false)
            : throw new StreamProcessingException($"The host has submitted no job '{name}'. It has: {string.Join(", ", jobs.Keys.Order())}. The log says which jobs could not be declared.");
    }

    internal void Start(IReadOnlyList<HostedJob> jobs)
    {
        var processing = StreamProcessing.For(_system);
        var submitted = new Dictionary<string, Task<JobHandle>>();
        foreach (var job in jobs)
        {
            try
            {
                var graph = job.CreateGraph(_system);
                if (!job.IsSubmitted)
                {
                    processing.Register(graph);
                    continue;
                }

                if (submitted.ContainsKey(graph.Name))
                {
                    throw new StreamProcessingException($"There are two jobs named '{graph.Name}'. Give each a name of its own.");
                }

                var handle = processing.SubmitAsync(graph, job.Settings);
                submitted.Add(graph.Name, handle);
                _ = LogFailureAsync(graph.Name, handle);
            }
            catch (Exception e)
            {
                _log.Write(_system.Name, JobNotices.JobNotDeclared.With("A job of the host could not be declared"), e);
            }
        }

        _submitted.TrySetResult(submitted);
    }

    private async Task LogFailureAsync(string name, Task<JobHandle> submission)
    {
        try
        {
            await submission.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _log.Write(name, JobNotices.JobNotSubmitted.With($"The job {name} could not be submitted"), e);
        }
    }
}
