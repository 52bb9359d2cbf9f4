using System.CommandLine;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary>Says what is wrong with a command line, and what was probably meant.</summary>
internal static class LineErrors
{
    /// <summary>The first thing that is wrong.</summary>
    public static HostException Explain(ParseResult line)
    {
        var command = line.CommandResult.Command;
        var see = $" See '{PathOf(line)}--help'.";
        if (line.UnmatchedTokens is [var token, ..])
        {
            var isOption = token.StartsWith('-');
            var name = token.Split('=', ':')[0];
            return HostException.Usage(isOption
                ? $"There is no option '{name}'{For(line)}.{NearestName.Hint(name, OptionsOf(line))}{see}"
                : command.Subcommands.Count > 0 ? UnknownCommand(token, command) + see : $"'{token}' belongs to no option.{see}");
        }

        if (command.Subcommands.Count > 0 && command.Action is null)
        {
            return HostException.Usage($"'{PathOf(line).TrimEnd()}' needs one of: {string.Join(", ", command.Subcommands.Select(c => c.Name))}.{see}");
        }

        return HostException.Usage(line.Errors[0].Message + see);
    }

    private static string UnknownCommand(string token, Command command)
    {
        var names = command.Subcommands.Select(c => c.Name).ToList();
        var what = command is RootCommand ? "command" : "job";
        return $"There is no {what} '{token}'.{NearestName.Hint(token, names)} There are: {string.Join(", ", names)}.";
    }

    private static string For(ParseResult line) => PathOf(line) is { Length: > 0 } path ? $" for '{path.TrimEnd()}'" : "";

    private static string PathOf(ParseResult line)
    {
        var names = new Stack<string>();
        for (var result = line.CommandResult; result is not null && result.Command is not RootCommand; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Push(result.Command.Name);
        }

        return string.Concat(names.Select(name => name + " "));
    }

    private static IEnumerable<string> OptionsOf(ParseResult line) =>
        line.CommandResult.Command.Options.Concat(line.RootCommandResult.Command.Options.Where(o => o.Recursive)).Where(o => !o.Hidden).Select(o => o.Name);
}
