using System.CommandLine;
using AkkaStreamProc.Host.Jobs;
using Spectre.Console;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary><c>jobs</c>: lists the jobs of an assembly.</summary>
internal static class JobsCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("jobs", "Lists the jobs that can be run.") { JobCommands.Assembly };
        command.SetAction(line =>
        {
            var library = JobLibrary.Load(line.GetValue(JobCommands.Assembly));
            var table = new Table().Border(TableBorder.Minimal).AddColumns("Job", "What it does");
            foreach (var job in library.Jobs)
            {
                table.AddRow(new Text(job.Name), new Text(job.Description));
            }

            context.Terminal.Output.WriteLine($"Jobs of {library.Path}:");
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Terminal.Output) }).Write(table);
            context.Terminal.Output.WriteLine("More on a job: run JOB --help");
            return ExitCode.Success;
        });
        return command;
    }
}
