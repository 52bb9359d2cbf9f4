using System.CommandLine;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary><c>--guarantee</c>, of every command that runs a job.</summary>
internal static class GuaranteeOption
{
    private static readonly string[] Guarantees = ["none", "at-least-once", "exactly-once"];

    /// <param name="preset">What holds unless the option is given; where it is <see langword="null"/>, what the settings say.</param>
    public static Option<string?> Create(string? preset = null)
    {
        var option = new Option<string?>("--guarantee")
        {
            Description = "What Kafka sinks promise: none, at-least-once or exactly-once. May change between two starts." + (preset is null ? " [default: at-least-once]" : ""),
            HelpName = "GUARANTEE",
        };
        if (preset is not null)
        {
            option.DefaultValueFactory = _ => preset;
        }

        option.CompletionSources.Add(Guarantees);
        return option;
    }

    /// <summary>The option as a setting, or nothing where it is not given.</summary>
    /// <exception cref="HostException">It is no guarantee.</exception>
    public static IEnumerable<string> Setting(ParseResult line, Option<string?> option) =>
        line.GetValue(option) is { } value && !Guarantees.Contains(value)
            ? throw HostException.Usage($"'{option.Name}' must be {string.Join(", ", Guarantees[..^1])} or {Guarantees[^1]}, but is '{value}'.")
            : OptionSettings.Of(line, option, "kafka.guarantee");
}
