using Akka.Actor;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Host.Jobs;
using AkkaStreamProc.Host.Logging;
using AkkaStreamProc.Host.Settings;
using AkkaStreamProc.Host.Storage;
using AkkaStreamProc.Host.Terminals;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Host.Runs;

/// <summary>Runs one job in an actor system of its own, from its start to its end or to a signal.</summary>
internal sealed class HostedRun(HostSettings settings, Terminal terminal, Log log, StopSignals signals)
{
    /// <summary>Runs the job.</summary>
    /// <param name="definition">The job and its arguments.</param>
    /// <param name="continuation">How it is run, and from what it continues.</param>
    /// <param name="observe">Told every status while it runs; not at all unless given.</param>
    /// <param name="ending">Awaited before the job is stopped, or its end is told: what it waits for prints nothing behind the last line.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(JobDefinition definition, JobSettings continuation, Action<JobStatus>? observe = null, Func<Task>? ending = null)
    {
        var sinkDirectories = new SortedSet<string>(StringComparer.Ordinal);
        var graph = definition.Build(settings, terminal, sinkDirectories);
        using var directory = DataDirectory.Take(definition.DataDirectory);
        using var timeFile = new TimeFile(directory.FullPath);
        KillSwitch.Pass(KillPoint.DirectoryTaken);
        var config = StoreConfig.Of(settings, log, directory);
        var startsFresh = continuation.StartFresh || directory.HasUnfinishedFreshStart;
        // With a savepoint the life that wrote the output goes on; its sinks know what is theirs.
        if (startsFresh && continuation.RestoreFromPath is null)
        {
            directory.BeginFreshStart();
            SetAsideFormerOutput(graph.Name, sinkDirectories.Concat(Directory.EnumerateDirectories(directory.FullPath)));
        }

        using var system = HostSystem.Create(config, log);
        try
        {
            var job = await SubmitAsync(system, graph, continuation with { StartFresh = startsFresh }).ConfigureAwait(false);
            if (job is null)
            {
                return ExitCode.Success;
            }

            directory.EndFreshStart();
            Announce(job, directory);
            system.ActorOf(Props.Create(() => new FirstStartGuard(job)), "first-start-guard");
            var over = Task.WhenAny(job.Completion, signals.Requested);
            var times = new TimeWriter(job, timeFile, log, TimeProvider.System).UntilAsync(over);
            await new StatusWatch(terminal, log, settings, TimeProvider.System).UntilAsync(job, over, observe).ConfigureAwait(false);
            await times.ConfigureAwait(false);
            if (ending is not null)
            {
                await ending().ConfigureAwait(false);
            }

            return await new JobEnd(log, settings.StopTimeout, BadRecordDirectories(directory, sinkDirectories)).ReachAsync(job).ConfigureAwait(false);
        }
        finally
        {
            await system.Terminate().ConfigureAwait(false);
        }
    }

    /// <summary>Where bad records may be: the directory of the job's own, or one that it was given.</summary>
    private static IReadOnlyCollection<string> BadRecordDirectories(DataDirectory directory, IEnumerable<string> sinkDirectories) =>
        [Path.Combine(directory.FullPath, "bad"), .. sinkDirectories];

    /// <returns>The job, or <see langword="null"/> where a signal came first.</returns>
    private async Task<JobHandle?> SubmitAsync(ActorSystem system, JobGraph graph, JobSettings continuation)
    {
        try
        {
            return await StreamProcessing.For(system)
                .SubmitAsync(graph, continuation, signals.Cancellation)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (signals.Requested.IsCompleted)
        {
            log.Say($"Stopped before the job {graph.Name} had started.");
            return null;
        }
    }

    private void SetAsideFormerOutput(string job, IEnumerable<string> directories)
    {
        foreach (var path in directories)
        {
            if (FormerOutput.SetAside(path, job, DateTimeOffset.UtcNow, out var files) is { } aside)
            {
                log.Say($"Set aside: {files} file(s) that earlier runs wrote to {path} are now in {aside}.");
            }
        }
    }

    private void Announce(JobHandle job, DataDirectory directory)
    {
        if (job.Discarded is { } discarded)
        {
            log.Say($"Discarded: {discarded}");
        }

        log.Say(job switch
        {
            { HadFinished: true } => $"Job {job.Name} has finished before; there is nothing to do. To run it again, start it with --fresh. (Data directory: {directory.FullPath})",
            { RestoredFrom: { } checkpoint } => $"Job {job.Name} continues from checkpoint {checkpoint}. (Data directory: {directory.FullPath})",
            _ => $"Job {job.Name} starts. (Data directory: {directory.FullPath})",
        });
    }
}
