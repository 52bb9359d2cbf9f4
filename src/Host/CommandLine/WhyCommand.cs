using System.CommandLine;
using AkkaStreamProc.Host.Storage;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary><c>why JOB</c>: says of a running job how far the time of each operator is and why nothing comes out.</summary>
/// <remarks>It reads what the process that runs the job writes into the data directory every few seconds; it asks nobody.</remarks>
internal static class WhyCommand
{
    private const string About =
        """
        Says of a job that runs how far the event time of each operator is, which input and split holds it back, and in
        words why a window has not fired. It may be given beside the running one, on the same data directory.

        Ctrl-\ (SIGQUIT) makes the running process itself say the same.
        """;

    public static Command Create(CommandContext context)
    {
        var job = new Argument<string>("JOB") { Description = "The name of the job." };
        var data = new Option<string?>("--data-dir") { Description = "Where the job keeps its checkpoints. [default: data/JOB]", HelpName = "DIR" };
        var command = new Command("why", About) { job, data };
        command.SetAction(line =>
        {
            var name = line.GetRequiredValue(job);
            var settings = context.ReadSettings(line);
            var directory = Path.GetFullPath(line.GetValue(data) ?? Path.Combine(settings.DataDirectory, name));
            context.Terminal.Output.WriteLine(TimeFile.Read(directory, DateTimeOffset.UtcNow) ?? throw HostException.Usage(
                $"No job says anything about its time in '{directory}': it does not run there, or has begun a moment ago. Give its directory by '--data-dir'."));
            return ExitCode.Success;
        });
        return command;
    }
}
