using Akka.Configuration;
using Akka.Event;

namespace AkkaStreamProc.Host.Settings;

/// <summary>Reads single settings and names those that have a value they cannot have.</summary>
internal sealed class SettingReader(Config config, string section)
{
    public string Text(string name) => config.GetString($"{section}.{name}");

    public bool Flag(string name) => Read(name, "on or off", path => config.GetBoolean(path));

    public int Number(string name, int min = 1) =>
        Read(name, $"a whole number from {min}", path => config.GetInt(path) is var number && number >= min ? number : throw new FormatException());

    public TimeSpan Duration(string name) =>
        Read(name, "a duration such as 500ms, 5s or 1m", path => config.GetTimeSpan(path, allowInfinite: false) is var time && time > TimeSpan.Zero ? time : throw new FormatException());

    public TChoice Choice<TChoice>(string name, params IReadOnlyList<(string Name, TChoice Value)> choices)
    {
        var text = Text(name);
        foreach (var choice in choices)
        {
            if (string.Equals(choice.Name, text, StringComparison.OrdinalIgnoreCase))
            {
                return choice.Value;
            }
        }

        throw Wrong(name, string.Join(" or ", choices.Select(c => c.Name)), null);
    }

    public LogLevel LogLevel(string name) => Choice(
        name,
        ("debug", Akka.Event.LogLevel.DebugLevel),
        ("info", Akka.Event.LogLevel.InfoLevel),
        ("warning", Akka.Event.LogLevel.WarningLevel),
        ("error", Akka.Event.LogLevel.ErrorLevel));

    private T Read<T>(string name, string form, Func<string, T> read)
    {
        try
        {
            return read($"{section}.{name}");
        }
        catch (Exception e) when (e is FormatException or OverflowException or ConfigurationException or InvalidOperationException or NotSupportedException)
        {
            throw Wrong(name, form, e);
        }
    }

    private HostException Wrong(string name, string form, Exception? cause) =>
        HostException.Usage($"The setting '{section}.{name}' must be {form}, but is '{Text(name)}'.", cause);
}
