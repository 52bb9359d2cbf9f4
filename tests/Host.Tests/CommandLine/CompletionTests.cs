namespace AkkaStreamProc.Host.Tests.CommandLine;

/// <summary>What a shell is told when it asks for completions, as <c>dotnet-suggest</c> asks.</summary>
public class CompletionTests
{
    [Theory]
    [InlineData("", "demo", "run", "explain", "check", "jobs", "broker", "chaos")]
    [InlineData("run ", "click-counts")]
    [InlineData("run click-counts --", "--source", "--sink", "--window", "--guarantee", "--data-dir", "--log-level")]
    [InlineData("explain click-counts --al", "--allowed-lateness")]
    [InlineData("broker --", "--port", "--topic", "--users")]
    [InlineData("run click-counts --guarantee ", "none", "at-least-once", "exactly-once")]
    [InlineData("run click-counts --sink ", "file:", "kafka:", "console")]
    [InlineData("run click-counts --on-bad-record ", "fail", "skip")]
    [InlineData("demo --log-format ", "text", "json")]
    public async Task Completion_offers_the_commands_options_and_values_of_the_place(string line, params string[] offered)
    {
        var call = await HostCall.RunAsync($"[suggest:{line.Length}]", line);

        call.ExitCode.ShouldBe(0, call.Error);
        offered.ShouldBeSubsetOf(call.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
