using AkkaStreamProc.Operators.Connectors;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Tests.Execution;

namespace AkkaStreamProc.Operators.Tests.Connectors;

public class ConnectorCatalogTests
{
    private sealed class Named(string scheme) : IConnector
    {
        public string Scheme => scheme;

        public string AddressForm => $"{scheme}:PLACE";

        public ISource<T> CreateSource<T>(string address, IDeserializer<T> deserializer, SourceSettings settings) =>
            new IdleSource<T>($"{scheme}({address})", settings.IsBounded);

        public ISink<T> CreateSink<T>(string address, ISerializer<T> serializer) => new IdleSink<T>($"{scheme}({address})");
    }

    private static readonly ConnectorCatalog Catalog = new(new Named("kafka"), new Named("file"));

    [Theory]
    [InlineData("kafka:localhost:9092/clicks", "kafka(localhost:9092/clicks)")]
    [InlineData("FILE:a.jsonl", "file(a.jsonl)")]
    [InlineData("file:", "file()")]
    [InlineData("file", "file()")]
    public void Address_goes_to_the_connector_of_its_scheme(string uri, string description)
    {
        Catalog.CreateSource<int>(uri, null!, new SourceSettings()).Description.ShouldBe(description);
        Catalog.CreateSink<int>(uri, null!).Description.ShouldBe(description);
    }

    [Fact]
    public void Settings_reach_the_connector() =>
        Catalog.CreateSource<int>("file:a", null!, new SourceSettings { IsBounded = true }).IsBounded.ShouldBeTrue();

    [Fact]
    public void Unknown_scheme_is_refused_with_the_forms_there_are()
    {
        var error = Should.Throw<StreamProcessingException>(() => Catalog.CreateSink<int>("pulsar:x", null!));

        error.Message.ShouldContain("No connector for 'pulsar:x'");
        error.Message.ShouldContain("file:PLACE, kafka:PLACE");
    }

    [Fact]
    public void Two_connectors_of_one_scheme_are_refused() =>
        Should.Throw<StreamProcessingException>(() => new ConnectorCatalog(new Named("file"), new Named("FILE"))).Message.ShouldContain("'FILE:'");

    [Fact]
    public void Connectors_are_listed_by_their_schemes() => Catalog.Connectors.Select(c => c.Scheme).ShouldBe(["file", "kafka"]);
}
