using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Connectors;

namespace AkkaStreamProc.Files.Tests;

public sealed class FilesConnectorTests
{
    private static readonly ConnectorCatalog Catalog = new(new FilesConnector());

    [Theory]
    [InlineData(false, "files(logs/*.jsonl)")]
    [InlineData(true, "files(logs/*.jsonl)")]
    public void Source_is_bounded_unless_it_is_followed(bool isFollowing, string description)
    {
        var source = Catalog.CreateSource("file:logs/*.jsonl", new TextDeserializer(), new SourceSettings { IsFollowing = isFollowing });

        source.IsBounded.ShouldBe(!isFollowing);
        source.Description.ShouldBe(description);
    }

    [Fact]
    public void Sink_is_a_directory()
    {
        Catalog.CreateSink("file:out", new TextSerializer()).Description.ShouldBe("files(out)");
    }

    [Theory]
    [InlineData("file:")]
    [InlineData("file: ")]
    public void Source_without_a_path_is_refused(string uri)
    {
        Should.Throw<FilesException>(() => Catalog.CreateSource(uri, new TextDeserializer(), new SourceSettings()));
    }

    [Theory]
    [InlineData("file:")]
    [InlineData("file:out/*")]
    public void Sink_that_names_no_directory_is_refused(string uri)
    {
        Should.Throw<FilesException>(() => Catalog.CreateSink(uri, new TextSerializer()));
    }

    [Fact]
    public void Source_that_is_to_end_and_to_be_followed_is_refused()
    {
        var settings = new SourceSettings { IsBounded = true, IsFollowing = true };

        Should.Throw<FilesException>(() => Catalog.CreateSource("file:a", new TextDeserializer(), settings)).Message.ShouldContain("'file:a'");
    }

    [Fact]
    public void Options_out_of_their_range_are_refused()
    {
        Should.Throw<ArgumentException>(() => Source(new FileSourceOptions { MaxRecordBytes = 0 }));
        Should.Throw<ArgumentException>(() => Source(new FileSourceOptions { MaxRecordBytes = int.MaxValue }));
        Should.Throw<ArgumentException>(() => Source(new FileSourceOptions { PollInterval = TimeSpan.Zero }));
        Should.Throw<ArgumentException>(() => Source(new FileSourceOptions { MaxOpenFiles = 0 }));
        Should.Throw<ArgumentException>(() => Source(new FileSourceOptions { Delimiter = '"' }));
    }

    private static FileSource<string> Source(FileSourceOptions options) => new("a", new TextDeserializer(), options);
}
