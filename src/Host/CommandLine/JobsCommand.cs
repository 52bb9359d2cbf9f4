using System.CommandLine;
using AkkaStreamProc.Host.Jobs;

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
            var width = library.Jobs.Max(job => job.Name.Length);
            context.Terminal.Output.WriteLine($"Jobs of {library.Path}:");
            foreach (var job in library.Jobs)
            {
                context.Terminal.Output.WriteLine($"  {job.Name.PadRight(width)}  {job.Description}");
            }

            context.Terminal.Output.WriteLine("The options of a job: run JOB --help");
            return ExitCode.Success;
        });
        return command;
    }
}
