using System.CommandLine;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary><c>--format</c>: in which form <c>explain</c> prints the plan.</summary>
internal static class PlanFormatOption
{
    private static readonly string[] Formats = ["text", "json", "mermaid"];

    public static Option<string> Create()
    {
        var option = new Option<string>("--format")
        {
            Description = "How the plan is printed: text for people, json for programs, or mermaid for a diagram.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => Formats[0],
        };
        option.CompletionSources.Add(Formats);
        return option;
    }

    /// <exception cref="HostException">It is no format.</exception>
    public static PlanFormat Of(ParseResult line, Option<string> option) =>
        line.GetValue(option) is { } value && Array.IndexOf(Formats, value) is >= 0 and var index
            ? (PlanFormat)index
            : throw HostException.Usage($"'{option.Name}' must be {string.Join(", ", Formats[..^1])} or {Formats[^1]}, but is '{line.GetValue(option)}'.");
}
