using Akka.Configuration;

namespace AkkaStreamProc.Host.Settings;

/// <summary>Settings from environment variables: <c>AKKASTREAMPROC__HOST__LOG__LEVEL=debug</c>.</summary>
/// <remarks>
/// Behind the prefix two underscores separate the parts of a name, one underscore is a dash, and case does not matter:
/// <c>AKKASTREAMPROC__HOST__JOB__CHECKPOINT_INTERVAL</c> is <c>akka-stream-proc.host.job.checkpoint-interval</c>. Where
/// the first part is <c>AKKA</c>, the name is one of Akka's: <c>AKKASTREAMPROC__AKKA__REMOTE__DOT_NETTY__TCP__PORT</c>.
/// </remarks>
internal static class EnvironmentSettings
{
    private const string Prefix = "AKKASTREAMPROC__";

    /// <summary>Each variable with the configuration it stands for, in the order of their names.</summary>
    public static IEnumerable<(string Variable, Config Config)> Read(IReadOnlyDictionary<string, string> environment) =>
        from variable in environment
        where variable.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && variable.Key.Length > Prefix.Length
        orderby variable.Key
        select (variable.Key, SettingText.Parse(PathOf(variable.Key), variable.Value, $"environment variable {variable.Key}"));

    private static string PathOf(string variable)
    {
        var parts = variable[Prefix.Length..].ToLowerInvariant().Split("__").Select(part => part.Replace('_', '-'));
        var path = string.Join('.', parts);
        return path.StartsWith("akka.", StringComparison.Ordinal) ? path : $"{UnknownSettings.Section}.{path}";
    }
}
