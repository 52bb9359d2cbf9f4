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
            split => split.Backlog.ShouldBe(0),
            split => split.Position.ShouldBe(Encoding.UTF8.GetByteCount(content)));
        run.Context.Bytes.ShouldBe(Encoding.UTF8.GetByteCount(content));
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
        bad.Position.ShouldBe("2");
        bad.Length.ShouldBe(3);
        bad.Raw.ShouldBe("!bc"u8.ToArray());
        bad.Reason.ShouldContain("exclamation mark");
    }

    [Fact]
    public void Line_of_ten_megabytes_is_a_record()
    {
        var huge = new string('x', 10 * 1024 * 1024);
        var path = _scratch.Write("in.jsonl", $"a\n{huge}\nb\n{huge}");

        using var run = Run(path).ToEnd();

        run.Records.ShouldBe(["a", huge, "b", huge]);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("")]
    public void Line_may_have_exactly_as_many_bytes_as_the_limit(string lineEnd)
    {
        foreach (var chunk in (int[])[1, 3, 10, 11, 12, 100])
        {
            var path = _scratch.Write("in.jsonl", "0123456789\r\n0123456789A\r\n0123456789AB\n0123456789" + lineEnd);

            using var run = Run(path, new FileSourceOptions { MaxRecordBytes = 10, ChunkBytes = chunk }).ToEnd();

            run.Records.ShouldBe(["0123456789", "0123456789"]);
            run.Bad.Select(b => (b.Position, b.Length)).ShouldBe([("12", 11), ("25", 12)]);
        }
    }

    [Theory]
    [InlineData("\nb\n")]
    [InlineData("\r\nb\n")]
    [InlineData("")]
    public void Line_over_the_limit_is_bad_and_reading_goes_on_behind_it(string rest)
    {
        var line = new string('x', 3_000_000);
        var path = _scratch.Write("in.jsonl", $"a\n{line}{rest}");

        using var run = Run(path, new FileSourceOptions { MaxRecordBytes = 1_000_000 }).ToEnd();

        run.Records.ShouldBe(rest.Length > 0 ? ["a", "b"] : ["a"]);
        var bad = run.Bad.ShouldHaveSingleItem();
        (bad.Position, bad.Length, bad.Raw.Length).ShouldBe(("2", 3_000_000, BadRecord.MaxRawBytes));
        bad.Reason.ShouldContain("longer than 1000000 bytes");
    }

    [Fact]
    public void Fetches_of_long_lines_stay_small()
    {
        var line = new string('x', 1024 * 1024 - 1);
        var path = _scratch.Write("in.jsonl", string.Concat(Enumerable.Repeat(line + "\n", 10)));

        using var run = Run(path).ToEnd();

        run.Fetches.Select(f => f.RecordsBefore).ShouldBe([4, 8, 10]);
    }

    [Fact]
    public void Bounded_file_that_grows_is_read_up_to_its_first_length()
    {
        var path = _scratch.Write("in.jsonl", "a\n");
        OffsetSplit announced;
        using (var first = Run(path))
        {
            first.Until(() => first.HasBegun, "the beginning");
            announced = first.Splits[0];
        }

        _scratch.Append("in.jsonl", "b\n");

        using var run = Run(path, restored: [announced]).ToEnd();
        announced.End.ShouldBe(2);
        run.Records.ShouldBe(["a"]);
    }

    private static SourceRun Run(string path, FileSourceOptions? options = null, IReadOnlyList<OffsetSplit>? restored = null) =>
        new(new FileSource<string>(path, new TextDeserializer(), options), restored);
}
