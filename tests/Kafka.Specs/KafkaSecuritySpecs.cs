using System.Security.Cryptography.X509Certificates;
using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Operators.Connectors;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Brokers behind TLS and a password, which the properties of the connector's options reach.</summary>
public sealed class KafkaSecuritySpecs : IAsyncLifetime
{
    private const string Topic = "topic";

    private readonly X509Certificate2 _certificate = EmbeddedKafkaCertificate.CreateSelfSigned();
    private EmbeddedKafka _kafka = null!;

    public async Task InitializeAsync()
    {
        _kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions
        {
            Certificate = _certificate,
            Users = new Dictionary<string, string> { ["stream"] = "processor" },
        });
        await _kafka.CreateTopicAsync(Topic);
    }

    public async Task DisposeAsync()
    {
        await _kafka.DisposeAsync();
        _certificate.Dispose();
    }

    [Fact]
    public void Sink_writes_and_source_reads_where_login_and_certificate_are_right()
    {
        using (var sink = new SinkDriver<string>(new KafkaSink<string>(SinkOptions(Login("processor")))))
        {
            sink.Start().Write("a", "b").Prepare();
        }

        using var source = new SourceDriver<string>(new KafkaSource<string>(SourceOptions(Login("processor")), new Text()));

        source.ReadToEnd().Records.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Connector_passes_login_and_certificate_on_to_every_client()
    {
        var address = $"kafka:{_kafka.BootstrapServers}/{Topic}";
        var catalog = new ConnectorCatalog(new KafkaConnector(Login("processor")));
        using (var sink = new SinkDriver<string>((KafkaSink<string>)catalog.CreateSink(address, new Text())))
        {
            sink.Start().Write("a").Prepare();
        }

        using var source = new SourceDriver<string>((KafkaSource<string>)catalog.CreateSource(address, new Text(), new SourceSettings { IsBounded = true }));

        source.ReadToEnd().Records.ShouldBe(["a"]);
    }

    [Fact]
    public void Wrong_password_fails_source_and_sink_and_is_not_repeated()
    {
        using var source = new SourceDriver<string>(new KafkaSource<string>(SourceOptions(Login("guessed")), new Text()));
        using var sink = new SinkDriver<string>(new KafkaSink<string>(SinkOptions(Login("guessed"))));

        Exception[] failures = [source.ReadUntilFailure(), Should.Throw<KafkaConnectorException>(() => sink.Start().Write("a").Prepare())];

        foreach (var failure in failures)
        {
            failure.ShouldBeOfType<KafkaConnectorException>().Message.ShouldContain($"Kafka at {_kafka.BootstrapServers} refuses the connection");
            failure.ToString().ShouldNotContain("guessed");
        }
    }

    [Fact]
    public void Certificate_that_is_not_trusted_fails_the_source()
    {
        using var another = EmbeddedKafkaCertificate.CreateSelfSigned();
        var properties = Login("processor");
        properties["ssl.ca.pem"] = another.ExportCertificatePem();

        using var source = new SourceDriver<string>(new KafkaSource<string>(SourceOptions(properties), new Text()));

        source.ReadUntilFailure().Message.ShouldContain("refuses the connection");
    }

    private Dictionary<string, string> Login(string password) => new()
    {
        ["security.protocol"] = "SASL_SSL",
        ["sasl.mechanism"] = "PLAIN",
        ["sasl.username"] = "stream",
        ["sasl.password"] = password,
        ["ssl.ca.pem"] = _certificate.ExportCertificatePem(),
    };

    private KafkaSourceOptions SourceOptions(IReadOnlyDictionary<string, string> properties) => new()
    {
        Bootstrap = _kafka.BootstrapServers,
        Topics = [Topic],
        End = KafkaEnd.AtCurrentEnd,
        Properties = properties,
    };

    private KafkaSinkOptions<string> SinkOptions(IReadOnlyDictionary<string, string> properties) => new()
    {
        Bootstrap = _kafka.BootstrapServers,
        Topic = Topic,
        Value = new Text(),
        Properties = properties,
    };
}
