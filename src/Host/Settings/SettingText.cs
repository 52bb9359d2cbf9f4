using Akka.Configuration;

namespace AkkaStreamProc.Host.Settings;

/// <summary>One setting given as text: on the command line or in the environment.</summary>
internal static class SettingText
{
    /// <summary>Understands a value: HOCON where it is a list, an object or quoted, otherwise the text as it is.</summary>
    /// <param name="path">The name of the setting.</param>
    /// <param name="value">Its value.</param>
    /// <param name="origin">Where it stands, for the error.</param>
    /// <exception cref="HostException">It is not valid HOCON.</exception>
    public static Config Parse(string path, string value, string origin)
    {
        var text = value.TrimStart() is ['[' or '{' or '"', ..] ? value : $"\"{Escape(value)}\"";
        try
        {
            return ConfigurationFactory.ParseString($"{path} = {text}");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw HostException.Usage($"'{path}={value}' ({origin}) is not a setting: {e.Message} Write path=value, for example akka-stream-proc.host.log.level=debug.", e);
        }
    }

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal);
}
