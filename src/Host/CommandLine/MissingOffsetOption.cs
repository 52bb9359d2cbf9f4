using System.CommandLine;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary><c>--missing-offset</c>: whether a job may go on where records of its input are lost.</summary>
internal static class MissingOffsetOption
{
    private static readonly string[] Choices = ["fail", "earliest", "latest"];

    public static Option<string?> Create()
    {
        var option = new Option<string?>("--missing-offset")
        {
            Description = "What a Kafka source does when its position is lost (records were deleted, the topic was created again): fail, or go on at the earliest or latest records. [default: fail]",
            HelpName = "WHAT",
        };
        option.CompletionSources.Add(Choices);
        return option;
    }

    /// <summary>The option as a setting, or nothing where it is not given.</summary>
    /// <exception cref="HostException">It is none of the choices.</exception>
    public static IEnumerable<string> Setting(ParseResult line, Option<string?> option) =>
        line.GetValue(option) is { } value && !Choices.Contains(value)
            ? throw HostException.Usage($"'{option.Name}' must be {string.Join(", ", Choices[..^1])} or {Choices[^1]}, not '{value}'.")
            : OptionSettings.Of(line, option, "kafka.missing-offset");
}
