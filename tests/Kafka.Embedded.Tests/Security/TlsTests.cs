using System.Security.Cryptography.X509Certificates;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Security;

public sealed class TlsTests : IDisposable
{
    private readonly X509Certificate2 _certificate = EmbeddedKafkaCertificate.CreateSelfSigned();

    public void Dispose() => _certificate.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Client_that_trusts_the_certificate_writes_and_reads(string advertised)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Certificate = _certificate, AdvertisedHost = advertised });
        await kafka.CreateTopicAsync("orders", configs: new Dictionary<string, string> { ["max.message.bytes"] = "4000000" });
        byte[] large = new byte[3_000_000];
        new Random(1).NextBytes(large);
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers, config =>
        {
            Trust(config);
            config.MessageMaxBytes = 4_000_000;
        });

        await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = large });

        KafkaClients.Read(kafka.BootstrapServers, "orders", 0, 0, 1, Trust)[0].Message.Value.ShouldBe(large);
    }

    [Fact]
    public async Task Users_may_authenticate_over_tls()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Certificate = _certificate, Users = new Dictionary<string, string> { ["alice"] = "wonder" } });
        await kafka.CreateTopicAsync("orders");
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers, config =>
        {
            Trust(config);
            config.SecurityProtocol = SecurityProtocol.SaslSsl;
            config.SaslMechanism = SaslMechanism.Plain;
            config.SaslUsername = "alice";
            config.SaslPassword = "wonder";
        });

        (await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = [1] })).Status.ShouldBe(PersistenceStatus.Persisted);
    }

    [Fact]
    public async Task Client_that_does_not_trust_the_certificate_refuses_the_broker()
    {
        using X509Certificate2 another = EmbeddedKafkaCertificate.CreateSelfSigned();
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Certificate = _certificate });

        Error error = await KafkaClients.FirstErrorAsync(kafka.BootstrapServers, config =>
        {
            config.SecurityProtocol = SecurityProtocol.Ssl;
            config.SslCaPem = another.ExportCertificatePem();
        });

        error.Code.ShouldBe(Confluent.Kafka.ErrorCode.Local_Ssl);
    }

    [Fact]
    public async Task Certificate_for_another_host_is_not_believed()
    {
        using X509Certificate2 elsewhere = EmbeddedKafkaCertificate.CreateSelfSigned("elsewhere.example", "192.0.2.1");
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Certificate = elsewhere });

        Error error = await KafkaClients.FirstErrorAsync(kafka.BootstrapServers, config =>
        {
            config.SecurityProtocol = SecurityProtocol.Ssl;
            config.SslCaPem = elsewhere.ExportCertificatePem();
        });

        error.Code.ShouldBe(Confluent.Kafka.ErrorCode.Local_Ssl);
    }

    [Fact]
    public async Task Client_that_does_not_speak_tls_is_closed_and_reported()
    {
        var reports = new List<string>();
        await using (EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Certificate = _certificate, Report = reports.Add }))
        {
            using RawClient client = await RawClient.ConnectAsync(kafka);

            await client.SendAsync(ApiKey.ListTransactions, 0, 0, _ => { });
            await client.ShouldBeClosedAsync();
        }

        reports.ShouldHaveSingleItem().ShouldContain("TLS could not be agreed upon");
    }

    [Fact]
    public async Task Client_finds_the_broker_again_after_a_stop()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Certificate = _certificate });
        await kafka.CreateTopicAsync("orders");
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers, Trust);
        await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = [1] });
        await kafka.StopAsync();
        Task<DeliveryResult<byte[]?, byte[]?>> second = producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = [2] });

        await kafka.StartAgainAsync();

        (await second).Offset.Value.ShouldBe(1);
    }

    [Fact]
    public async Task Certificate_without_its_private_key_is_refused()
    {
        using var publicPart = X509Certificate2.CreateFromPem(_certificate.ExportCertificatePem());

        var refused = await Should.ThrowAsync<ArgumentException>(() => EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Certificate = publicPart }));

        refused.Message.ShouldContain("without its private key");
    }

    [Fact]
    public async Task Certificate_and_key_may_come_from_files()
    {
        string directory = Directory.CreateTempSubdirectory("certificate-").FullName;
        string certificateFile = Path.Combine(directory, "certificate.pem");
        string keyFile = Path.Combine(directory, "key.pem");
        await File.WriteAllTextAsync(certificateFile, _certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, _certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        using X509Certificate2 loaded = EmbeddedKafkaCertificate.Load(certificateFile, keyFile);

        loaded.Thumbprint.ShouldBe(_certificate.Thumbprint);
        loaded.HasPrivateKey.ShouldBeTrue();
        Directory.Delete(directory, recursive: true);
    }

    private void Trust(ClientConfig config)
    {
        config.SecurityProtocol = SecurityProtocol.Ssl;
        config.SslCaPem = _certificate.ExportCertificatePem();
    }
}
