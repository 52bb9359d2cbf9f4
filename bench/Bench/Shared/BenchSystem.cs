using Akka.Actor;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Bench.Shared;

/// <summary>An actor system of one node with its store in a directory of its own, which goes away with it.</summary>
internal sealed class BenchSystem : IAsyncDisposable
{
    private int _jobs;

    public BenchSystem() => System = ActorSystem.Create(
        "bench", StreamProcessingConfig.SqliteIn(StoreDirectory).WithFallback(StreamProcessingConfig.Defaults));

    public ActorSystem System { get; }

    /// <summary>Where the journal and the snapshots are.</summary>
    public string StoreDirectory { get; } = Directory.CreateTempSubdirectory("bench-").FullName;

    /// <summary>A name no job of this system has had.</summary>
    public string NextJobName() => $"job-{++_jobs}";

    /// <summary>Runs a bounded job to its end.</summary>
    /// <exception cref="InvalidOperationException">The job did not finish.</exception>
    public async Task<JobStatus> RunAsync(JobGraph graph, JobSettings? settings = null)
    {
        var job = await StreamProcessing.For(System).SubmitAsync(graph, settings);
        var end = await job.Completion;
        return end.State == JobState.Finished ? end : throw new InvalidOperationException($"The job ended as {end}.");
    }

    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        Directory.Delete(StoreDirectory, recursive: true);
    }
}
