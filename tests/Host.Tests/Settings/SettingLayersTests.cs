using AkkaStreamProc.Host.Logging;
using AkkaStreamProc.Host.Settings;

namespace AkkaStreamProc.Host.Tests.Settings;

public class SettingLayersTests
{
    private const string Checkpoints = "akka-stream-proc.host.job.retained-checkpoints";
    private const string Variable = "AKKASTREAMPROC__HOST__JOB__RETAINED_CHECKPOINTS";

    [Fact]
    public void Defaults_alone_are_complete()
    {
        var settings = Read(null, []);

        settings.Job.CheckpointInterval.ShouldBe(TimeSpan.FromSeconds(1));
        settings.LogFormat.ShouldBe(LogFormat.Text);
        settings.UsesSqlite.ShouldBeTrue();
    }

    [Fact]
    public void Later_layer_wins_over_every_earlier_one()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("host.conf", $"{Checkpoints} = 4");
        var environment = new Dictionary<string, string> { [Variable] = "5" };

        Read(null, []).Job.RetainedCheckpoints.ShouldBe(3);
        Read(file, []).Job.RetainedCheckpoints.ShouldBe(4);
        Read(file, environment).Job.RetainedCheckpoints.ShouldBe(5);
        Read(file, environment, $"{Checkpoints}=6").Job.RetainedCheckpoints.ShouldBe(6);
        Read(file, environment, $"{Checkpoints}=6", $"{Checkpoints}=7").Job.RetainedCheckpoints.ShouldBe(7);
    }

    [Fact]
    public void Layer_leaves_what_it_does_not_name()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("host.conf", "akka-stream-proc.host.log.format = json");

        var settings = Read(file, [], $"{Checkpoints}=6");

        settings.LogFormat.ShouldBe(LogFormat.Json);
        settings.Job.ChannelCredit.ShouldBe(16384);
    }

    [Fact]
    public void Environment_reaches_the_settings_of_akka()
    {
        var environment = new Dictionary<string, string> { ["AKKASTREAMPROC__AKKA__REMOTE__DOT_NETTY__TCP__PORT"] = "4053" };

        Read(null, environment).All.GetInt("akka.remote.dot-netty.tcp.port").ShouldBe(4053);
    }

    [Fact]
    public void Environment_without_the_prefix_is_left_alone() =>
        Read(null, new Dictionary<string, string> { ["HOST__JOB__RETAINED"] = "5" }).Job.RetainedCheckpoints.ShouldBe(3);

    [Fact]
    public void Properties_of_kafka_keep_the_dots_in_their_names()
    {
        var settings = Read(null, [], "akka-stream-proc.host.kafka.properties.security.protocol=SASL_SSL", "akka-stream-proc.host.kafka.properties.sasl.username=me: \"x\"");

        settings.KafkaProperties.ShouldBe(new Dictionary<string, string> { ["security.protocol"] = "SASL_SSL", ["sasl.username"] = "me: \"x\"" }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("akka-stream-proc.host.job.paralelism = 2", "'akka-stream-proc.host.job.paralelism'", "'akka-stream-proc.host.job.parallelism'")]
    [InlineData("akka-stream-proc.join-slef = off", "'akka-stream-proc.join-slef'", "'akka-stream-proc.join-self'")]
    [InlineData("akka-stream-prok.host.data-dir = x", "'akka-stream-prok'", "'akka-stream-proc'")]
    public void Unknown_setting_in_a_file_is_named_with_the_file_and_the_nearest_known_one(string line, string wrong, string near)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("host.conf", line);

        var error = Should.Throw<HostException>(() => Read(file, []));

        error.ExitCode.ShouldBe(2);
        error.Message.ShouldContain(wrong);
        error.Message.ShouldContain(file);
        error.Message.ShouldContain($"Did you mean {near}?");
    }

    [Fact]
    public void Unknown_setting_in_the_environment_is_named_with_its_variable() =>
        Should.Throw<HostException>(() => Read(null, new Dictionary<string, string> { ["AKKASTREAMPROC__HOST__DATADIR"] = "x" }))
            .Message.ShouldContain("environment variable AKKASTREAMPROC__HOST__DATADIR");

    [Theory]
    [InlineData("job.parallelism", "zero")]
    [InlineData("job.parallelism", "0")]
    [InlineData("job.checkpoint-interval", "soon")]
    [InlineData("job.checkpoint-interval", "0s")]
    [InlineData("check-store", "perhaps")]
    [InlineData("store", "paper")]
    public void Impossible_value_is_named_with_its_setting(string name, string value) =>
        Should.Throw<HostException>(() => Read(null, [], $"akka-stream-proc.host.{name}={value}"))
            .Message.ShouldStartWith($"The setting 'akka-stream-proc.host.{name}' must be ");

    [Theory]
    [InlineData("log.level=debug", "akka-stream-proc.host.log.level")]
    [InlineData("host.log.level=debug", "akka-stream-proc.host.log.level")]
    [InlineData("akka.loglevl=DEBUG", "akka.loglevel")]
    [InlineData("akka.actor.default-dispatcher.throughputs=5", "akka.actor.default-dispatcher.throughput")]
    public void Setting_given_by_itself_that_nothing_reads_is_refused_with_the_nearest_one(string option, string near) =>
        Should.Throw<HostException>(() => Read(null, [], option)).Message.ShouldContain($"Did you mean '{near}'?");

    [Theory]
    [InlineData("nonsense=1")]
    [InlineData("my.own.setting=1")]
    public void Setting_of_nobody_is_refused(string option) =>
        Should.Throw<HostException>(() => Read(null, [], option)).Message.ShouldStartWith($"There is no setting '{option[..^2]}' (option --set).");

    [Theory]
    [InlineData("akka.loglevel=DEBUG")]
    [InlineData("akka.remote.dot-netty.tcp.port=0")]
    [InlineData("akka.persistence.journal.sql.my-plugin=1")]
    public void Setting_of_akka_or_a_plugin_is_taken(string option) => Read(null, [], option);

    [Theory]
    [InlineData("akka-stream-proc {\n  host {\n    data-dir = x\n  }\n", "the '{' in line 1 is not closed")]
    [InlineData("a = [1, 2\n", "the '[' in line 1 is not closed")]
    [InlineData("a = 1\n}", "the '}' in line 2 closes nothing")]
    [InlineData("a = \"x", "the quote in line 1 is not closed")]
    public void File_that_was_cut_off_is_named_with_the_place(string text, string complaint)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("host.conf", text);

        Should.Throw<HostException>(() => Read(file, [])).Message.ShouldBe($"The settings file '{file}' is not valid HOCON: {complaint}.");
    }

    [Fact]
    public void Brackets_in_strings_and_comments_do_not_count()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("host.conf", "# {\n// [\nakka-stream-proc.host.data-dir = \"{\\\"[\"\nx = \"\"\"{\"\"\"\n");

        Read(file, []).DataDirectory.ShouldBe("{\"[");
    }

    [Theory]
    [InlineData("single-node-sqlite.conf")]
    [InlineData("cluster-postgresql.conf")]
    public void Example_file_has_only_settings_that_exist(string name) => Read(Path.Combine(Repository(), "hocon", name), []);

    private static HostSettings Read(string? file, Dictionary<string, string> environment, params string[] options) =>
        HostSettings.Read(SettingLayers.Combine(file, environment, options));

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "AkkaStreamProc.sln")))
        {
            directory = directory.Parent!;
        }

        return directory.FullName;
    }
}
