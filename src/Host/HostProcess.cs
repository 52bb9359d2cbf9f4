using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Host.CommandLine;
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
        try
        {
            KillSwitch.Parse(environment.GetValueOrDefault(KillSwitch.Variable));
            return await CommandTree.InvokeAsync(args, new CommandContext(terminal, environment)).ConfigureAwait(false);
        }
        catch (Exception e) when (!IsVerbose(args) && e is StreamProcessingException or EmbeddedKafkaException)
        {
            terminal.ShowStatus("");
            terminal.Complain($"error: {e.Message}");
            return ExitCodeOf(e);
        }
        catch (Exception e)
        {
            terminal.ShowStatus("");
            terminal.Complain(IsVerbose(args) ? $"error: {e}" : $"error: {e.GetType().Name}: {e.Message} This is a defect of the program; --verbose shows where.");
            return ExitCodeOf(e);
        }
    }

    private static int ExitCodeOf(Exception exception) => exception switch
    {
        HostException known => known.ExitCode,
        EmbeddedKafkaException => ExitCode.Unavailable,
        _ => ExitCode.JobFailed,
    };

    private static bool IsVerbose(string[] args) => args.Contains(CommonOptions.VerboseName);
}
