using AkkaStreamProc.Host.Jobs;
using AkkaStreamProc.Host.Logging;
using AkkaStreamProc.Host.Settings;
using AkkaStreamProc.Host.Storage;
using AkkaStreamProc.Host.Terminals;

namespace AkkaStreamProc.Host.Savepoints;

/// <summary>Compares a job with what a checkpoint or a savepoint has, and tells it.</summary>
internal sealed class StateCheck(HostSettings settings, Terminal terminal, Log log)
{
    /// <param name="definition">The job and its arguments.</param>
    /// <param name="continuation">What it would continue from, and what would be allowed.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The exit code: a failure where the job would be refused.</returns>
    public async Task<int> RunAsync(JobDefinition definition, JobSettings continuation, CancellationToken cancellation)
    {
        var graph = definition.Build(settings, terminal, new HashSet<string>());
        var verdicts = continuation.RestoreFromPath is { } path
            ? OfSavepoint(path, graph)
            : await OfStoreAsync(definition, graph, continuation.RestoreFrom, cancellation).ConfigureAwait(false);
        foreach (var line in VerdictText.Of(verdicts, continuation))
        {
            terminal.Output.WriteLine(line);
        }

        return verdicts.Any(v => v.IsRefusedBy(continuation)) ? ExitCode.JobFailed : ExitCode.Success;
    }

    private static IReadOnlyList<StateVerdict> OfSavepoint(string path, JobGraph graph)
    {
        try
        {
            return SavepointInfo.Read(path).Check(graph);
        }
        catch (StreamProcessingException e)
        {
            throw HostException.Usage(e.Message, e);
        }
    }

    private async Task<IReadOnlyList<StateVerdict>> OfStoreAsync(JobDefinition definition, JobGraph graph, long? checkpoint, CancellationToken cancellation)
    {
        if (!Directory.Exists(definition.DataDirectory))
        {
            throw HostException.Usage($"There is no data directory '{definition.DataDirectory}', so nothing to continue from. Give it with '--data-dir', or a savepoint with '--from'.");
        }

        using var directory = DataDirectory.Take(definition.DataDirectory);
        using var system = HostSystem.Create(StoreConfig.Of(settings, log, directory), log);
        try
        {
            return await StreamProcessing.For(system).CheckAsync(graph, checkpoint, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await system.Terminate().ConfigureAwait(false);
        }
    }
}
