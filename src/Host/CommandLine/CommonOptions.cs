using System.CommandLine;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary>The options that every command takes.</summary>
internal sealed class CommonOptions
{
    public const string VerboseName = "--verbose";

    public Option<string?> Config { get; } = new("--config")
    {
        Description = "A HOCON file with settings. It wins over the defaults, environment variables and options win over it.",
        HelpName = "FILE",
        Recursive = true,
    };

    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "One setting, for example akka-stream-proc.host.job.retained-checkpoints=5. May be given several times.",
        HelpName = "PATH=VALUE",
        Arity = ArgumentArity.OneOrMore,
        Recursive = true,
    };

    public Option<string?> LogLevel { get; } = new("--log-level")
    {
        Description = "What is logged to standard error: debug, info, warning or error. [default: info]",
        HelpName = "LEVEL",
        Recursive = true,
    };

    public Option<string?> LogFormat { get; } = new("--log-format")
    {
        Description = "How: text for people, json for machines. [default: text]",
        HelpName = "FORMAT",
        Recursive = true,
    };

    public Option<bool> Verbose { get; } = new(VerboseName)
    {
        Description = "Show stack traces with errors.",
        Recursive = true,
    };

    public void AddTo(Command command)
    {
        LogLevel.CompletionSources.Add("debug", "info", "warning", "error");
        LogFormat.CompletionSources.Add("text", "json");
        command.Add(Config);
        command.Add(Set);
        command.Add(LogLevel);
        command.Add(LogFormat);
        command.Add(Verbose);
    }

    /// <summary>The options as settings.</summary>
    public IEnumerable<string> Settings(ParseResult line) =>
    [
        .. line.GetValue(Set) ?? [],
        .. OptionSettings.Of(line, LogLevel, "log.level"),
        .. OptionSettings.Of(line, LogFormat, "log.format"),
    ];
}
