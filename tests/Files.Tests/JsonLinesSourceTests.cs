using System.Text;
using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Files.Tests;

public sealed class JsonLinesSourceTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("a\nb\nc\n")]
    [InlineData("a\r\nb\r\nc\r\n")]
    [InlineData("a\nb\r\nc")]
    [InlineData("\n\na\n \n\t \nb\r\n\r\nc\n\n")]
    [InlineData("\uFEFFa\nb\nc\n")]
    public void Lines_with_any_line_end_are_records(string content)
    {
        var path = _scratch.Write("in.jsonl", content);

        using var run = Run(path).ToEnd();

        run.Records.ShouldBe(["a", "b", "c"]);
        run.Bad.ShouldBeEmpty();
        run.Splits.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            split => split.IsFinished.ShouldBeTrue(),
            split => split.Position.ShouldBe(Encoding.UTF8.GetByteCount(content)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\uFEFF")]
    public void File_without_content_ends_without_a_record(string content)
    {
        var path = _scratch.Write("in.jsonl", content);

        using var run = Run(path).ToEnd();

        run.Records.ShouldBeEmpty();
        run.Splits.ShouldHaveSingleItem().IsFinished.ShouldBeTrue();
    }

    [Fact]
    public void Record_the_deserializer_refuses_is_bad_with_its_position()
    {
        var path = _scratch.Write("in.jsonl", "a\n!bc\r\nd\n");

        using var run = Run(path).ToEnd();

        run.Records.ShouldBe(["a", "d"]);
        var bad = run.Bad.ShouldHaveSingleItem();
        bad.Split.ShouldBe(path);
        bad.Position.ShouldBe(2);
        bad.Length.ShouldBe(3);
        bad.Raw.ShouldBe("!bc"u8.ToArray());
        bad.Reason.ShouldContain("exclamation mark");
    }

    private static SourceRun Run(string path, FileSourceOptions? options = null, IReadOnlyList<SourceSplit>? restored = null) =>
        new(new FileSource<string>(path, new TextDeserializer(), options), restored);
}
