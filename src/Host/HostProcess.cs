using Akka.Event;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Host.CommandLine;
using AkkaStreamProc.Host.Logging;
using AkkaStreamProc.Host.Terminals;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Host;

/// <summary>One call of the Host: understands the command line, does what it says, and turns every end into an exit code.</summary>
internal static class HostProcess
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">What stands behind the name of the program.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="environment">The environment variables.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, IReadOnlyDictionary<string, string> environment)
    {
        var context = new CommandContext(terminal, environment);
        try
        {
            KillSwitch.Parse(environment.GetValueOrDefault(KillSwitch.Variable));
            return await CommandTree.InvokeAsync(args, context).ConfigureAwait(false);
        }
        catch (Exception e) when (!IsVerbose(args) && e is StreamProcessingException or EmbeddedKafkaException)
        {
            terminal.ShowStatus("");
            LogOf(context, args).Complain(e.Message, ("exit_code", ExitCodeOf(e)));
            return ExitCodeOf(e);
        }
        catch (Exception e)
        {
            terminal.ShowStatus("");
            LogOf(context, args).Complain(
                IsVerbose(args) ? e.ToString() : $"{e.GetType().Name}: {e.Message} This is a defect of the program; --verbose shows where.",
                ("exit_code", ExitCodeOf(e)));
            return ExitCodeOf(e);
        }
    }

    /// <summary>The log of the command. Where it failed before it had one, its arguments and variables tell whether a machine reads.</summary>
    private static Log LogOf(CommandContext context, string[] args) =>
        context.Log ?? new Log(context.Terminal, IsForMachines(args, context.Environment) ? LogFormat.Json : LogFormat.Text, LogLevel.InfoLevel, LogLevel.WarningLevel, IsVerbose(args));

    private static bool IsForMachines(string[] args, IReadOnlyDictionary<string, string> environment)
    {
        var line = string.Join(' ', args);
        return line.Contains("--log-format json", StringComparison.OrdinalIgnoreCase)
            || line.Contains("log-format=json", StringComparison.OrdinalIgnoreCase)
            || line.Contains("host.log.format=json", StringComparison.OrdinalIgnoreCase)
            || environment.Any(v => v.Key.Equals("AKKASTREAMPROC__HOST__LOG__FORMAT", StringComparison.OrdinalIgnoreCase) && v.Value.Equals("json", StringComparison.OrdinalIgnoreCase));
    }

    private static int ExitCodeOf(Exception exception) => exception switch
    {
        HostException known => known.ExitCode,
        EmbeddedKafkaException => ExitCode.Unavailable,
        _ => ExitCode.JobFailed,
    };

    private static bool IsVerbose(string[] args) => args.Contains(CommonOptions.VerboseName);
}
