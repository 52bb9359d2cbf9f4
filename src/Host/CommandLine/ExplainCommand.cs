using System.CommandLine;
using AkkaStreamProc.Host.Jobs;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary><c>explain JOB</c>: prints the plan of a job and starts nothing.</summary>
internal static class ExplainCommand
{
    public const string Name = "explain";

    public static Command Create(CommandContext context, JobLibrary? library) =>
        JobCommands.ForEachJob(Name, "Prints how a job would run (chains, edges, parallelism, state), and starts nothing.", library, job => CreateFor(context, job));

    private static Command CreateFor(CommandContext context, IStreamJob job)
    {
        var command = new Command(job.Name, job.Description);
        var jobOptions = JobCommands.AddOptions(command, job);
        var run = new RunOptions();
        run.AddTo(command, job);
        var format = PlanFormatOption.Create();
        command.Add(format);
        command.SetAction(line =>
        {
            var planFormat = PlanFormatOption.Of(line, format);
            var settings = context.ReadSettings(line, run.Settings(line));
            var directory = JobCommands.DataDirectory(line.GetValue(run.DataDirectory), settings, job);
            var graph = new JobDefinition(job, JobCommands.Values(line, jobOptions), directory).Build(settings, context.Terminal, new HashSet<string>());
            context.Terminal.Output.Write(graph.Explain(planFormat));
            return ExitCode.Success;
        });
        return command;
    }
}
