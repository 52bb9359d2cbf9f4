using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Operators.Connectors;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class KafkaConnectorSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private readonly ConnectorCatalog _catalog = new(new KafkaConnector());

    [Fact]
    public async Task Records_written_at_an_address_are_read_from_it()
    {
        var address = $"kafka:{kafka.Bootstrap}/{await kafka.CreateTopic()}";
        using (var sink = new SinkDriver<string>((KafkaSink<string>)_catalog.CreateSink(address, new Text())))
        {
            sink.Start().Write("a", "b").Prepare();
        }

        var source = (KafkaSource<string>)_catalog.CreateSource(address, new Text(), new SourceSettings { IsBounded = true });
        using var driver = new SourceDriver<string>(source);

        driver.ReadToEnd().Records.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Sources_and_sinks_describe_themselves_without_brokers_or_properties()
    {
        var connector = new KafkaConnector(new Dictionary<string, string> { ["sasl.password"] = "secret" });

        var source = connector.CreateSource("a:9092,b:9092/clicks", new Text(), new SourceSettings());
        var sink = connector.CreateSink("a:9092/clicks", new Text());

        source.Description.ShouldBe("kafka(clicks)");
        source.IsBounded.ShouldBeFalse();
        sink.Description.ShouldBe("kafka(clicks)");
        sink.Guarantee.ShouldBe(DeliveryGuarantee.AtLeastOnce);
    }

    [Theory]
    [InlineData("localhost:9092")]
    [InlineData("localhost/clicks")]
    [InlineData("localhost:9092/")]
    [InlineData("localhost:9092/clicks/today")]
    [InlineData("localhost:90920/clicks")]
    [InlineData(":9092/clicks")]
    [InlineData("a:9092,/clicks")]
    [InlineData("")]
    public void Malformed_address_is_refused_with_the_right_form(string address)
    {
        var error = Should.Throw<KafkaConnectorException>(() => _catalog.CreateSink($"kafka:{address}", new Text()));

        error.Message.ShouldContain("kafka:BOOTSTRAP/TOPIC");
        error.Message.ShouldContain($"'kafka:{address}'");
    }

    [Theory]
    [InlineData("[::1]:9092/clicks")]
    [InlineData("a:9092,b.example.com:19092/clicks_2.daily-1")]
    public void Address_with_unusual_but_right_parts_is_taken(string address) =>
        _catalog.CreateSink($"kafka:{address}", new Text()).Description.ShouldStartWith("kafka(clicks");
}
