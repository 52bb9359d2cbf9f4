using System.CommandLine;
using System.CommandLine.Parsing;
using AkkaStreamProc.Host.Jobs;
using AkkaStreamProc.Host.Settings;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary>What commands on one job have in common: a subcommand for each job, with the job's own options.</summary>
internal static class JobCommands
{
    private const string AssemblyName = "--assembly";

    /// <summary>Names the assembly of the jobs. It decides what the rest of the line means, so it is looked for first.</summary>
    public static Option<string?> Assembly { get; } = new(AssemblyName)
    {
        Description = "The assembly (.dll) with the jobs. [default: the examples]",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>The words of a line. Where a shell asks for completions, these are in the second argument, and the first one says so.</summary>
    public static string[] WordsOf(string[] args) => args is [['[', .. var directive], var line, ..] && directive.StartsWith("suggest", StringComparison.Ordinal)
        ? [.. CommandLineParser.SplitCommandLine(line)]
        : args;

    /// <summary>The jobs a line may name, or <see langword="null"/> where it is about another command.</summary>
    /// <exception cref="HostException">The assembly cannot be used.</exception>
    public static JobLibrary? LibraryFor(string[] args, string command) =>
        args.FirstOrDefault(arg => !arg.StartsWith('-')) == command ? JobLibrary.Load(AssemblyIn(args)) : null;

    /// <summary>The assembly a line gives, or <see langword="null"/>.</summary>
    public static string? AssemblyIn(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i].StartsWith(AssemblyName + "=", StringComparison.Ordinal) || args[i].StartsWith(AssemblyName + ":", StringComparison.Ordinal))
            {
                return args[i][(AssemblyName.Length + 1)..];
            }

            if (args[i] == AssemblyName && i + 1 < args.Length)
            {
                return args[i + 1];
            }
        }

        return null;
    }

    /// <summary>A command with a subcommand for each job.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="about">What it does.</param>
    /// <param name="library">The jobs; none where the line is about another command.</param>
    /// <param name="createFor">Creates the subcommand of a job.</param>
    public static Command ForEachJob(string name, string about, JobLibrary? library, Func<IStreamJob, Command> createFor)
    {
        var command = new Command(name, about) { Assembly };
        foreach (var job in library?.Jobs ?? [])
        {
            command.Add(createFor(job));
        }

        return command;
    }

    /// <summary>Adds a job's options to a command.</summary>
    /// <returns>The options by the names the job knows them by.</returns>
    public static IReadOnlyDictionary<string, Option> AddOptions(Command command, IStreamJob job)
    {
        var options = new Dictionary<string, Option>();
        foreach (var declared in job.Options.Where(o => o.Name != JobDefinition.DataDirectoryOption))
        {
            Option option = declared.Kind == JobOptionKind.Flag
                ? new Option<bool>("--" + declared.Name) { Description = declared.Description }
                : new Option<string?>("--" + declared.Name) { Description = Describe(declared), HelpName = FormOf(declared.Kind) };
            option.CompletionSources.Add([.. declared.Suggestions]);
            options.Add(declared.Name, option);
            command.Add(option);
        }

        return options;
    }

    /// <summary>The values a line gives for a job's options.</summary>
    public static IReadOnlyDictionary<string, string> Values(ParseResult line, IReadOnlyDictionary<string, Option> options)
    {
        var values = new Dictionary<string, string>();
        foreach (var (name, option) in options)
        {
            if (option is Option<bool> flag)
            {
                if (line.GetValue(flag))
                {
                    values.Add(name, "true");
                }
            }
            else if (line.GetValue((Option<string?>)option) is { } value)
            {
                values.Add(name, value);
            }
        }

        return values;
    }

    /// <summary>The directory of a job: the given one, or one of its name in the directory of the settings.</summary>
    public static string DataDirectory(string? given, HostSettings settings, IStreamJob job) =>
        Path.GetFullPath(given ?? Path.Combine(settings.DataDirectory, job.Name));

    private static string Describe(JobOption option) => option switch
    {
        { IsRequired: true } => option.Description + " (required)",
        { Default: { } value } => $"{option.Description} [default: {value}]",
        _ => option.Description,
    };

    private static string FormOf(JobOptionKind kind) => kind switch
    {
        JobOptionKind.Duration => "DURATION",
        JobOptionKind.Number => "N",
        _ => "TEXT",
    };
}
