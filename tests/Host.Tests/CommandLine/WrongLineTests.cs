namespace AkkaStreamProc.Host.Tests.CommandLine;

public class WrongLineTests
{
    [Theory]
    [InlineData("There is no command 'rn'. Did you mean 'run'?", "rn")]
    [InlineData("There is no job 'click-count'. Did you mean 'click-counts'?", "run", "click-count")]
    [InlineData("There is no job 'frobnicate'. There are: click-counts.", "run", "frobnicate", "--source", "file:x")]
    [InlineData("'run' needs one of: click-counts.", "run")]
    [InlineData("There is no option '--sorce' for 'run click-counts'. Did you mean '--source'?", "run", "click-counts", "--sorce", "file:x")]
    [InlineData("There is no option '--duraton' for 'demo'. Did you mean '--duration'?", "demo", "--duraton=5s")]
    [InlineData("'extra' belongs to no option.", "demo", "extra")]
    [InlineData("Required argument missing for option: '--source'.", "run", "click-counts", "--source")]
    [InlineData("The option '--source' is missing", "run", "click-counts", "--sink", "console")]
    [InlineData("The option '--sink' is missing", "run", "click-counts", "--source", "file:x")]
    [InlineData("No connector for 'fil:x'. Addresses have one of these forms: console, file:PATH, kafka:BOOTSTRAP/TOPIC.", "run", "click-counts", "--source", "fil:x", "--sink", "console")]
    [InlineData("'kafka:", "run", "click-counts", "--source", "kafka:nowhere", "--sink", "console")]
    [InlineData("'console' is only for sinks", "run", "click-counts", "--source", "console", "--sink", "console")]
    [InlineData("cannot be followed", "run", "click-counts", "--source", "file:x", "--sink", "console", "--bounded", "--follow")]
    [InlineData("'--window' must be a duration such as 500ms, 5s, 10m, 1h30m, 2d or 01:30:00, but is '1x'.", "run", "click-counts", "--source", "file:x", "--sink", "console", "--window", "1x")]
    [InlineData("'--window' must be at least 1ms, but is '0s'.", "run", "click-counts", "--source", "file:x", "--sink", "console", "--window", "0s")]
    [InlineData("'--allowed-lateness' must be a duration", "run", "click-counts", "--source", "file:x", "--sink", "console", "--allowed-lateness", "-1s")]
    [InlineData("'--on-bad-record' must be fail, skip or file:DIR, but is 'drop'.", "run", "click-counts", "--source", "file:x", "--sink", "console", "--on-bad-record", "drop")]
    [InlineData("'--parallelism' must be a whole number of at least 1, but is 'two'.", "run", "click-counts", "--source", "file:x", "--sink", "console", "--parallelism", "two")]
    [InlineData("cannot run in 200 subtasks", "run", "click-counts", "--source", "file:x", "--sink", "console", "--parallelism", "200")]
    [InlineData("'--checkpoint-interval' must be at least 1ms, but is '0s'.", "run", "click-counts", "--source", "file:x", "--sink", "console", "--checkpoint-interval", "0s")]
    [InlineData("'--guarantee' must be none, at-least-once or exactly-once, but is 'twice'.", "run", "click-counts", "--source", "file:x", "--sink", "console", "--guarantee", "twice")]
    [InlineData("'--guarantee' must be none", "demo", "--guarantee", "twice")]
    [InlineData("'--missing-offset' must be fail, earliest or latest, not 'skip'.", "run", "click-counts", "--source", "file:x", "--sink", "console", "--missing-offset", "skip")]
    [InlineData("There is no setting 'akka-stream-proc.host.log.levle' (option --set). Did you mean 'akka-stream-proc.host.log.level'?", "demo", "--set", "akka-stream-proc.host.log.levle=debug")]
    [InlineData("The setting 'akka-stream-proc.host.log.level' must be debug or info or warning or error, but is 'loud'.", "demo", "--log-level", "loud")]
    [InlineData("'--set' must be path=value", "demo", "--set", "nothing")]
    [InlineData("The settings file 'missing.conf' cannot be read", "demo", "--config", "missing.conf")]
    [InlineData("There is no assembly", "run", "click-counts", "--assembly", "missing.dll")]
    [InlineData("has no jobs", "jobs", "--assembly", "Confluent.Kafka.dll")]
    [InlineData("'port' is no TCP port", "broker", "--port", "port")]
    [InlineData("'CommitSend' is unknown to '--kill-points'", "chaos", "--kill-points", "CommitSend")]
    [InlineData("An empty path is no savepoint", "savepoint", "describe", "")]
    [InlineData("'nowhere' is no savepoint", "savepoint", "describe", "nowhere")]
    [InlineData("'nowhere' is neither the number of a checkpoint nor a savepoint", "run", "click-counts", "--source", "file:x", "--sink", "console", "--from", "nowhere")]
    [InlineData("'--kills' must be a whole number of at least 0, but is 'many'.", "chaos", "--kills", "many")]
    [InlineData("'--outage-begins' and '--outage-ends' belong together, and to '--bootstrap'", "chaos", "--outage-begins", "true")]
    [InlineData("'70000' is no TCP port", "broker", "--port", "70000")]
    [InlineData("'retention.ms' is no configuration", "broker", "--topic-config", "retention.ms")]
    [InlineData("'soon' is not a value of retention.ms", "broker", "--port", "0", "--topic-config", "retention.ms=soon")]
    [InlineData("'--topic' must be NAME or NAME:PARTITIONS, such as clicks:4, but is 'clicks:none'.", "broker", "--topic", "clicks:none")]
    [InlineData("The certificate 'missing.pem' with the key 'missing.pem' cannot be used", "broker", "--certificate", "missing.pem")]
    [InlineData("'--certificate-key' belongs to a '--certificate'", "broker", "--certificate-key", "key.pem")]
    [InlineData("The users file 'missing.txt' cannot be read", "broker", "--users", "missing.txt")]
    [InlineData("'--rate' must be a whole number from 1 to 100000, but is '0'.", "demo", "--rate", "0")]
    [InlineData("'--duration' must be a duration", "demo", "--duration", "soon")]
    public async Task Wrong_line_is_refused_with_the_thing_named_and_no_stack_trace(string message, params string[] args)
    {
        var call = await HostCall.RunAsync([.. args.Select(a => a.EndsWith(".dll", StringComparison.Ordinal) ? Path.Combine(AppContext.BaseDirectory, a) : a)]);

        call.Error.ShouldStartWith("error: ");
        call.Error.ShouldContain(message);
        call.Error.ShouldNotContain("   at ");
        call.ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task Wrong_line_shows_the_stack_trace_to_those_who_ask()
    {
        var call = await HostCall.RunAsync("broker", "--port", "port", "--verbose");

        call.Error.ShouldContain("   at ");
        call.ExitCode.ShouldBe(2);
    }

    [Theory]
    [InlineData("alice", "Line 1 of the users file")]
    [InlineData("alice:secret\n:secret", "Line 2 of the users file")]
    [InlineData("alice:", "Line 1 of the users file")]
    [InlineData("alice:secret\nalice:secret", "Line 2 of the users file")]
    [InlineData("\n", "names nobody")]
    public async Task File_without_users_is_refused_and_passwords_are_not_repeated(string content, string message)
    {
        using var directory = new TemporaryDirectory();

        var call = await HostCall.RunAsync("broker", "--users", directory.Write("users", content));

        call.Error.ShouldContain(message);
        call.Error.ShouldNotContain("secret");
        call.ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task File_that_is_no_assembly_is_refused_by_name()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("jobs.dll", "no assembly");

        var call = await HostCall.RunAsync("run", "click-counts", "--assembly", path);

        call.Error.ShouldContain($"'{path}' cannot be loaded as an assembly");
        call.ExitCode.ShouldBe(2);
    }
}
