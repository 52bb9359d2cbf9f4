using System.CommandLine;
using AkkaStreamProc.Host.Jobs;
using AkkaStreamProc.Host.Savepoints;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary><c>check JOB</c>: says what becomes of each state if the job continues from a checkpoint, and starts nothing.</summary>
internal static class CheckCommand
{
    public const string Name = "check";

    private const string About =
        """
        Says what becomes of the state of each operator if the job, as it is now, continues from a checkpoint or a savepoint. Starts nothing.

        Of a savepoint by its directory it can be asked while the job runs. The exit code is 1 where the job would be refused.
        """;

    public static Command Create(CommandContext context, JobLibrary? library) =>
        JobCommands.ForEachJob(Name, About, library, job => CreateFor(context, job));

    private static Command CreateFor(CommandContext context, IStreamJob job)
    {
        var command = new Command(job.Name, job.Description);
        var jobOptions = JobCommands.AddOptions(command, job);
        var run = new RunOptions();
        run.AddTo(command, job);
        command.SetAction(async (line, cancellation) =>
        {
            var settings = context.ReadSettings(line, run.Settings(line));
            var definition = new JobDefinition(job, JobCommands.Values(line, jobOptions), JobCommands.DataDirectory(line.GetValue(run.DataDirectory), settings, job));
            return await new StateCheck(settings, context.Terminal, context.CreateLog(line, settings))
                .RunAsync(definition, run.Continue(line, settings.Job), cancellation)
                .ConfigureAwait(false);
        });
        return command;
    }
}
