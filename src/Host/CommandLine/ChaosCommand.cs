using System.CommandLine;
using System.Globalization;
using AkkaStreamProc.Host.Chaos;
using AkkaStreamProc.Host.Chaos.Disturbances;
using AkkaStreamProc.Host.Runs;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary><c>chaos</c>: kills and disturbs a job between two topics, and shows that nothing is lost or doubled.</summary>
internal static class ChaosCommand
{
    private static readonly IReadOnlyList<string> Points = Enum.GetNames<KillPoint>();
    private static readonly IReadOnlyList<string> Scenarios = [.. DisturbanceCatalog.All.Select(d => d.Name)];

    public static Command Create(CommandContext context)
    {
        var seed = new Option<string?>("--seed") { Description = "Decides everything that is decided at random. [default: a random one, which is printed]", HelpName = "N" };
        var kills = new Option<string>("--kills") { Description = "How often the job is killed at a random moment.", HelpName = "N", DefaultValueFactory = _ => "20" };
        var each = new Option<string>("--kill-points-each") { Description = "How often it dies at each kill point.", HelpName = "N", DefaultValueFactory = _ => "1" };
        var points = new Option<string?>("--kill-points") { Description = $"The kill points, separated by commas. [default: all]", HelpName = "NAMES" };
        var scenarios = new Option<string?>("--scenarios") { Description = $"The disturbances, separated by commas, or none: {string.Join(", ", Scenarios)}. [default: all]", HelpName = "NAMES" };
        var scenariosEach = new Option<string>("--scenarios-each") { Description = "How often each disturbance comes.", HelpName = "N", DefaultValueFactory = _ => "1" };
        var duration = new Option<string?>("--duration") { Description = "Begin no new cycle after this time. [default: no limit]", HelpName = "DURATION" };
        var guarantee = new Option<string>("--guarantee") { Description = "What the output promises. With at-least-once the harness must find doubled records.", HelpName = "GUARANTEE", DefaultValueFactory = _ => "exactly-once" };
        var rate = new Option<string>("--rate") { Description = "Records a second.", HelpName = "N", DefaultValueFactory = _ => "500" };
        var bootstrap = new Option<string?>("--bootstrap") { Description = "Brokers to work against, with topics of the run's own. [default: an embedded broker]", HelpName = "BROKERS" };
        var begins = new Option<string?>("--outage-begins") { Description = "A shell command that takes one of these brokers away.", HelpName = "COMMAND" };
        var ends = new Option<string?>("--outage-ends") { Description = "A shell command that brings it back.", HelpName = "COMMAND" };
        var directory = new Option<string?>("--data-dir") { Description = "Where topics, checkpoints and what the processes write are kept. Must not exist. [default: a new one below the temporary directory]", HelpName = "DIR" };
        var command = new Command("chaos", "Kills and disturbs a job from Kafka to Kafka in every way, and checks that nothing is lost or doubled.")
        {
            seed, kills, each, points, scenarios, scenariosEach, duration, guarantee, rate, bootstrap, begins, ends, directory,
        };
        command.SetAction(async (line, _) =>
        {
            if (!OperatingSystem.IsLinux())
            {
                throw HostException.Unavailable("The chaos command needs Linux, whose signals it sends.");
            }

            if ((line.GetValue(begins) is null) != (line.GetValue(ends) is null) || (line.GetValue(begins) is not null && line.GetValue(bootstrap) is null))
            {
                throw HostException.Usage($"'{begins.Name}' and '{ends.Name}' belong together, and to '{bootstrap.Name}'.");
            }

            var settings = context.ReadSettings(line);
            var request = new ChaosRequest
            {
                Seed = line.GetValue(seed) is { } given ? Number(seed.Name, given, 0) : Random.Shared.Next(),
                Kills = Number(kills.Name, line.GetRequiredValue(kills), 0),
                KillPointsEach = Number(each.Name, line.GetRequiredValue(each), 0),
                KillPoints = Names(points.Name, line.GetValue(points), Points),
                Scenarios = Names(scenarios.Name, line.GetValue(scenarios), Scenarios),
                ScenariosEach = Number(scenariosEach.Name, line.GetRequiredValue(scenariosEach), 0),
                Duration = line.GetValue(duration) is { } text ? OptionSettings.Parse(() => Durations.Parse("duration", text)) : null,
                Guarantee = line.GetRequiredValue(guarantee),
                Rate = Number(rate.Name, line.GetRequiredValue(rate), 1),
                Bootstrap = line.GetValue(bootstrap),
                FailCommand = line.GetValue(begins),
                RecoverCommand = line.GetValue(ends),
                Directory = NewDirectory(line.GetValue(directory)),
            };
            using var signals = new StopSignals(context.Terminal);
            return await new ChaosRun(context.CreateLog(line, settings), signals).RunAsync(request).ConfigureAwait(false);
        });
        return command;
    }

    private static int Number(string option, string text, int min) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min
            ? number
            : throw HostException.Usage($"'{option}' must be a whole number of at least {min}, but is '{text}'.");

    private static IReadOnlyList<string> Names(string option, string? text, IReadOnlyList<string> all)
    {
        var names = text switch
        {
            null => all,
            "none" => [],
            _ => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        };
        return names.FirstOrDefault(name => !all.Contains(name)) is { } unknown
            ? throw HostException.Usage($"'{unknown}' is unknown to '{option}'.{NearestName.Hint(unknown, all)} There are: {string.Join(", ", all)}.")
            : names;
    }

    private static string NewDirectory(string? given)
    {
        if (given is null)
        {
            return Directory.CreateTempSubdirectory("chaos-").FullName;
        }

        var path = Path.GetFullPath(given);
        return Directory.Exists(path)
            ? throw HostException.Usage($"The directory '{path}' exists. A run begins with nothing; choose another with '--data-dir'.")
            : path;
    }
}
