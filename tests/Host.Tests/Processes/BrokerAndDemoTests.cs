using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.RegularExpressions;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using Confluent.Kafka;

namespace AkkaStreamProc.Host.Tests.Processes;

public sealed partial class BrokerAndDemoTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Broker_serves_a_job_from_topic_to_topic_to_file()
    {
        var log = ClickLog.Write(_directory.At("clicks.jsonl"), 5_000, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));
        using var broker = HostProgram.Start(_directory, "broker", "--port", "0", "--data-dir", "broker", "--topic", "counts:1");
        await broker.LineAsync("bootstrap ");
        var bootstrap = Bootstrap().Match(broker.Everything).Groups[1].Value;

        var (exitCode, program) = await HostProgram.RunAsync(
            _directory, "run", "click-counts", "--source", "file:clicks.jsonl", "--sink", $"kafka:{bootstrap}/counts", "--window", "1m", "--data-dir", "state");
        broker.Terminate();

        exitCode.ShouldBe(0, program.Everything);
        program.Output[^1].ShouldBe(log.Summary);
        (await broker.ExitAsync()).ShouldBe(0, broker.Everything);
    }

    [Fact]
    public async Task Broker_with_a_certificate_and_users_serves_a_job_whose_settings_name_them()
    {
        ClickLog.Write(_directory.At("clicks.jsonl"), 100, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));
        using var certificate = EmbeddedKafkaCertificate.CreateSelfSigned();
        _directory.Write("certificate.pem", certificate.ExportCertificatePem());
        _directory.Write("key.pem", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        _directory.Write("users", "stream:processor\n");
        _directory.Write("job.conf", """
            akka-stream-proc.host.kafka.properties {
              security.protocol = SASL_SSL
              sasl.mechanism = PLAIN
              sasl.username = stream
              sasl.password = processor
              ssl.ca.location = "certificate.pem"
            }
            """);
        using var broker = HostProgram.Start(
            _directory, "broker", "--port", "0", "--data-dir", "broker", "--topic", "counts:1", "--certificate", "certificate.pem", "--certificate-key", "key.pem", "--users", "users");
        await broker.LineAsync(", SASL_SSL (mechanism PLAIN),");
        var bootstrap = Bootstrap().Match(broker.Everything).Groups[1].Value;
        string[] run = ["run", "click-counts", "--source", "file:clicks.jsonl", "--sink", $"kafka:{bootstrap}/counts", "--window", "1m"];

        var (exitCode, program) = await HostProgram.RunAsync(_directory, [.. run, "--config", "job.conf", "--data-dir", "state"]);
        var (wrongExitCode, wrong) = await HostProgram.RunAsync(
            _directory, [.. run, "--config", "job.conf", "--set", "akka-stream-proc.host.kafka.properties.sasl.password=guessed", "--data-dir", "another"]);
        broker.Terminate();

        exitCode.ShouldBe(0, program.Everything);
        wrongExitCode.ShouldBe(1, wrong.Everything);
        wrong.Everything.ShouldContain("refuses the connection");
        wrong.Everything.ShouldNotContain("guessed");
        (await broker.ExitAsync()).ShouldBe(0, broker.Everything);
    }

    [Fact]
    public async Task Demo_shows_a_window_ends_in_time_and_continues_after_a_kill()
    {
        using (var first = HostProgram.Start(_directory, "demo", "--data-dir", "demo", "--rate", "200", "--set", "akka-stream-proc.host.status.redirected-interval=1s"))
        {
            await first.LineAsync(" clicks of ");
            await first.LineAsync(" s ago (");
            await first.KillAsync();
        }

        var (exitCode, second) = await HostProgram.RunAsync(_directory, "demo", "--data-dir", "demo", "--rate", "200", "--duration", "3s");

        exitCode.ShouldBe(0, second.Everything);
        second.Everything.ShouldContain("Job click-counts continues from checkpoint ");
        second.Output[^1].ShouldStartWith("records in=");
        var windows = (await CountsAsync(_directory.At("demo/kafka"))).Select(c => (c.GetProperty("user_id").GetString(), c.GetProperty("window_start").GetString()));
        windows.ShouldNotBeEmpty();
        windows.ShouldBeUnique();
    }

    /// <summary>The committed counts in the topic of a demonstration that has ended.</summary>
    private static async Task<List<JsonElement>> CountsAsync(string brokerDirectory)
    {
        await using var broker = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Port = 0, DataDirectory = brokerDirectory });
        var config = new ConsumerConfig { BootstrapServers = broker.BootstrapServers, GroupId = "check", EnableAutoCommit = false, EnablePartitionEof = true };
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).Build();
        consumer.Assign(new TopicPartitionOffset("click-counts", 0, Offset.Beginning));
        var counts = new List<JsonElement>();
        while (consumer.Consume(CancellationToken.None) is { IsPartitionEOF: false } record)
        {
            counts.Add(JsonElement.Parse(record.Message.Value));
        }

        return counts;
    }

    [Fact]
    public async Task Demo_continues_with_another_guarantee()
    {
        foreach (var guarantee in (string[])["exactly-once", "at-least-once", "exactly-once"])
        {
            var (exitCode, program) = await HostProgram.RunAsync(_directory, "demo", "--data-dir", "demo", "--rate", "200", "--duration", "2s", "--guarantee", guarantee);

            exitCode.ShouldBe(0, program.Everything);
            program.Output[^1].ShouldStartWith("records in=");
        }
    }

    [Fact]
    public async Task Transaction_timeout_that_the_brokers_do_not_allow_ends_the_first_start_and_is_named()
    {
        ClickLog.Write(_directory.At("clicks.jsonl"), 100, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));
        using var broker = HostProgram.Start(_directory, "broker", "--port", "0", "--data-dir", "broker", "--topic", "counts:1");
        await broker.LineAsync("bootstrap ");
        var bootstrap = Bootstrap().Match(broker.Everything).Groups[1].Value;

        var (exitCode, program) = await HostProgram.RunAsync(
            _directory, "run", "click-counts", "--source", "file:clicks.jsonl", "--sink", $"kafka:{bootstrap}/counts", "--data-dir", "state",
            "--guarantee", "exactly-once", "--set", "akka-stream-proc.host.kafka.transaction-timeout=1d");
        broker.Terminate();

        exitCode.ShouldBe(1, program.Everything);
        program.Everything.ShouldContain("transaction.max.timeout.ms");
        (await broker.ExitAsync()).ShouldBe(0, broker.Everything);
    }

    public void Dispose() => _directory.Dispose();

    [GeneratedRegex("bootstrap ([^,]+),")]
    private static partial Regex Bootstrap();
}
