using AkkaStreamProc.Examples.ClickCounts;

namespace AkkaStreamProc.Host.Tests.CommandLine;

public class HelpTests
{
    private static readonly string[] RunOptions = ["--parallelism", "--checkpoint-interval", "--data-dir", "--fresh", "--config", "--set", "--log-level", "--log-format", "--verbose"];

    [Fact]
    public async Task Call_without_arguments_shows_every_command()
    {
        var call = await HostCall.RunAsync();

        call.ExitCode.ShouldBe(0);
        foreach (var command in (string[])["demo", "run", "broker", "chaos", "explain", "check", "jobs"])
        {
            call.Output.ShouldContain($"\n  {command} ");
        }
    }

    [Fact]
    public async Task Help_of_run_lists_the_jobs()
    {
        var call = await HostCall.RunAsync("run", "--help");

        call.ExitCode.ShouldBe(0);
        call.Output.ShouldContain("click-counts");
        call.Output.ShouldContain("--assembly");
    }

    [Fact]
    public async Task Help_of_a_job_names_every_option_of_the_job_and_of_run()
    {
        var call = await HostCall.RunAsync("run", "click-counts", "--help");

        call.ExitCode.ShouldBe(0);
        foreach (var option in new ClickCountsJob().Options.Select(o => "--" + o.Name).Concat(RunOptions))
        {
            call.Output.ShouldContain($"\n  {option}");
        }
    }

    [Theory]
    [InlineData("demo", "--rate", "--duration", "--seed", "--port", "--data-dir")]
    [InlineData("broker", "--port", "--host", "--advertised-host", "--data-dir", "--topic", "--topic-config", "--auto-create", "--certificate", "--certificate-key", "--users")]
    [InlineData("chaos", "--seed", "--kills", "--kill-points", "--kill-points-each", "--scenarios", "--scenarios-each", "--duration", "--guarantee", "--rate", "--bootstrap", "--outage-begins", "--outage-ends", "--data-dir")]
    [InlineData("jobs", "--assembly")]
    public async Task Help_of_a_command_names_its_options(string command, params string[] options)
    {
        var call = await HostCall.RunAsync(command, "--help");

        call.ExitCode.ShouldBe(0);
        foreach (var option in options)
        {
            call.Output.ShouldContain($"\n  {option}");
        }
    }

    [Fact]
    public async Task List_of_jobs_names_each_with_its_description()
    {
        var call = await HostCall.RunAsync("jobs");

        call.ExitCode.ShouldBe(0);
        call.Output.ShouldContain("click-counts");
        call.Output.ShouldContain("Counts the clicks of each user");
    }

    [Fact]
    public async Task Plan_shows_chains_state_and_parallelism()
    {
        var call = await HostCall.RunAsync("explain", "click-counts", "--source", "file:in.jsonl", "--sink", "file:out", "--parallelism", "3");

        call.ExitCode.ShouldBe(0);
        call.Output.ShouldContain("Job click-counts: fingerprint");
        call.Output.ShouldContain("clicks × 3");
        call.Output.ShouldContain("state panes");
    }
}
