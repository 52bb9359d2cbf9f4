using System.CommandLine;
using System.Globalization;
using AkkaStreamProc.Host.Brokers;
using AkkaStreamProc.Host.Demo;
using AkkaStreamProc.Host.Runs;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary><c>demo</c>: shows everything at once, with nothing to set up.</summary>
internal static class DemoCommand
{
    private const int MaxRate = 100_000;

    public static Command Create(CommandContext context)
    {
        var rate = new Option<string>("--rate") { Description = "Clicks a second.", HelpName = "N", DefaultValueFactory = _ => "1000" };
        var duration = new Option<string?>("--duration") { Description = "Stop after this time. [default: run until stopped]", HelpName = "DURATION" };
        var seed = new Option<string>("--seed") { Description = "Which clicks a new demonstration has.", HelpName = "N", DefaultValueFactory = _ => "1" };
        var port = new Option<string>("--port") { Description = "The port of the broker; 0 for any free one.", HelpName = "PORT", DefaultValueFactory = _ => "0" };
        var directory = new Option<string>("--data-dir") { Description = "Where the topics and the checkpoints are. The same directory continues the demonstration.", HelpName = "DIR", DefaultValueFactory = _ => "data/demo" };
        var guarantee = GuaranteeOption.Create(preset: "exactly-once");
        var command = new Command("demo", "Counts generated clicks from an embedded Kafka broker, and shows them as windows close.") { rate, duration, seed, port, directory, guarantee };
        command.SetAction(async (line, _) =>
        {
            var settings = context.ReadSettings(line, GuaranteeOption.Setting(line, guarantee));
            var request = new DemoRequest
            {
                Rate = (int)Number(rate, line.GetRequiredValue(rate), 1, MaxRate),
                Duration = line.GetValue(duration) is { } text ? OptionSettings.Parse(() => Durations.Parse("duration", text)) : null,
                Seed = Number(seed, line.GetRequiredValue(seed), 0, long.MaxValue),
                Port = BrokerRequest.ParsePort(line.GetRequiredValue(port)),
                DataDirectory = Path.GetFullPath(line.GetRequiredValue(directory)),
            };
            using var signals = new StopSignals(context.Terminal);
            return await new DemoRun(settings, context.Terminal, context.CreateLog(line, settings), signals).RunAsync(request).ConfigureAwait(false);
        });
        return command;
    }

    private static long Number(Option option, string text, long min, long max) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw HostException.Usage($"'{option.Name}' must be a whole number from {min} to {max}, but is '{text}'.");
}
