using System.CommandLine;
using System.CommandLine.Help;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary>All commands of the Host.</summary>
internal static class CommandTree
{
    private const string About =
        """
        AkkaStreamProc: stateful stream processing on Akka.NET.

        Start with the demonstration, which needs nothing: demo
        Count clicks in a file:                            run click-counts --source file:clicks.jsonl --sink file:counts
        """;

    /// <summary>Understands a command line and does what it says.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="HostException">The command line is wrong.</exception>
    public static async Task<int> InvokeAsync(string[] args, CommandContext context)
    {
        var line = Create(args, context).Parse(args.Length == 0 ? ["--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (line.Action is not HelpAction && line.Errors.Count > 0)
        {
            throw LineErrors.Explain(line);
        }

        var invocation = new InvocationConfiguration
        {
            Output = context.Terminal.Output,
            Error = context.Terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await line.InvokeAsync(invocation).ConfigureAwait(false);
    }

    private static RootCommand Create(string[] args, CommandContext context)
    {
        var words = JobCommands.WordsOf(args);
        var root = new RootCommand(About);
        context.Common.AddTo(root);
        root.Add(DemoCommand.Create(context));
        root.Add(RunCommand.Create(context, JobCommands.LibraryFor(words, RunCommand.Name)));
        root.Add(ExplainCommand.Create(context, JobCommands.LibraryFor(words, ExplainCommand.Name)));
        root.Add(WhyCommand.Create(context));
        root.Add(CheckCommand.Create(context, JobCommands.LibraryFor(words, CheckCommand.Name)));
        root.Add(JobsCommand.Create(context));
        root.Add(SavepointCommand.Create(context));
        root.Add(BrokerCommand.Create(context));
        root.Add(ChaosCommand.Create(context));
        return root;
    }
}
