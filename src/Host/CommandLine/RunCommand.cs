using System.CommandLine;
using AkkaStreamProc.Host.Jobs;
using AkkaStreamProc.Host.Runs;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary><c>run JOB</c>: runs a job until it ends or is stopped.</summary>
internal static class RunCommand
{
    public const string Name = "run";

    private const string About =
        """
        Runs a job until it ends or is stopped.

        Ctrl-C and SIGTERM stop it with a savepoint. Killed or stopped, it continues from its last checkpoint when the
        same command is given again with the same data directory.
        """;

    public static Command Create(CommandContext context, JobLibrary? library) =>
        JobCommands.ForEachJob(Name, About, library, job => CreateFor(context, job));

    private static Command CreateFor(CommandContext context, IStreamJob job)
    {
        var command = new Command(job.Name, job.Description);
        var jobOptions = JobCommands.AddOptions(command, job);
        var run = new RunOptions();
        run.AddTo(command, job);
        command.SetAction(async (line, _) =>
        {
            var settings = context.ReadSettings(line, run.Settings(line));
            var definition = new JobDefinition(job, JobCommands.Values(line, jobOptions), JobCommands.DataDirectory(line.GetValue(run.DataDirectory), settings, job));
            using var signals = new StopSignals(context.Terminal);
            return await new HostedRun(settings, context.Terminal, context.CreateLog(line, settings), signals)
                .RunAsync(definition, run.Continue(line, settings.Job))
                .ConfigureAwait(false);
        });
        return command;
    }
}
