using System.CommandLine;
using System.Globalization;
using AkkaStreamProc.Host.Settings;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary>Options of the command line that stand for a setting, as <c>path=value</c>.</summary>
internal static class OptionSettings
{
    private const string Section = UnknownSettings.Section + ".host.";

    /// <summary>The setting of an option, or nothing where it is not given.</summary>
    public static IEnumerable<string> Of(ParseResult line, Option<string?> option, string name) =>
        line.GetValue(option) is { } value ? [$"{Section}{name}={value}"] : [];

    /// <summary>The same for a duration.</summary>
    /// <exception cref="HostException">It is none, or zero.</exception>
    public static IEnumerable<string> OfDuration(ParseResult line, Option<string?> option, string name)
    {
        if (line.GetValue(option) is not { } value)
        {
            return [];
        }

        var time = Parse(() => Durations.Parse(option.Name[2..], value));
        return time >= TimeSpan.FromMilliseconds(1)
            ? [string.Create(CultureInfo.InvariantCulture, $"{Section}{name}={(long)time.TotalMilliseconds}ms")]
            : throw HostException.Usage($"'{option.Name}' must be at least 1ms, but is '{value}'.");
    }

    /// <summary>The same for a whole number of at least one.</summary>
    /// <exception cref="HostException">It is none.</exception>
    public static IEnumerable<string> OfNumber(ParseResult line, Option<string?> option, string name) => line.GetValue(option) switch
    {
        null => [],
        var value when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 => [$"{Section}{name}={value}"],
        var value => throw HostException.Usage($"'{option.Name}' must be a whole number of at least 1, but is '{value}'."),
    };

    /// <summary>Understands a value of the command line; what is wrong with it is an error of usage.</summary>
    public static T Parse<T>(Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (StreamProcessingException e) when (e is not HostException)
        {
            throw HostException.Usage(e.Message, e);
        }
    }
}
