using System.Text;
using System.Text.Json.Nodes;
using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Sources;
using CsCheck;

namespace AkkaStreamProc.Files.Tests;

public sealed class CsvSourceTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("a,b\n1,2\n", "{\"a\":\"1\",\"b\":\"2\"}")]
    [InlineData("\uFEFFa,b\r\n1,2", "{\"a\":\"1\",\"b\":\"2\"}")]
    [InlineData("\n\na,b\n\n1,\n", "{\"a\":\"1\",\"b\":\"\"}")]
    [InlineData("\"a\"\"\",\"b,\n\"\n\"x\ny\",\"\"\"\"\n", "{\"a\\u0022\":\"x\\ny\",\"b,\\n\":\"\\\"\"}")]
    [InlineData("a\n\u0001\\\t\"x é😀\n", "{\"a\":\"\\u0001\\\\\\t\\\"x é😀\"}")]
    [InlineData("a\n\" \"\r\n", "{\"a\":\" \"}")]
    public void Row_becomes_a_json_object_of_strings(string content, string json)
    {
        var path = _scratch.Write("in.csv", content);

        using var run = Run(path).ToEnd();

        run.Bad.ShouldBeEmpty();
        run.Records.ShouldBe([json]);
    }

    [Theory]
    [InlineData("1", "the row has 1 fields, the header 2")]
    [InlineData("1,2,3", "the row has 3 fields, the header 2")]
    [InlineData("\"1\"x,2", "characters follow a closing quote")]
    [InlineData("1,\"2", "a quote is not closed")]
    public void Row_that_breaks_the_rules_is_bad_and_reading_goes_on_with_the_next_line(string row, string reason)
    {
        var path = _scratch.Write("in.csv", $"a,b\n1,2\n{row}\n3,4\n");

        using var run = Run(path).ToEnd();

        run.Records.ShouldBe(["{\"a\":\"1\",\"b\":\"2\"}", "{\"a\":\"3\",\"b\":\"4\"}"]);
        var bad = run.Bad.ShouldHaveSingleItem();
        bad.Position.ShouldBe("8");
        bad.Reason.ShouldContain(reason);
        Encoding.UTF8.GetString(bad.Raw).ShouldBe(row);
    }

    [Fact]
    public void Row_that_is_not_utf8_is_bad()
    {
        var path = _scratch.Write("in.csv", [.. "a\n1\n"u8, 0xff, .. "\n2\n"u8]);

        using var run = Run(path).ToEnd();

        run.Records.ShouldBe(["{\"a\":\"1\"}", "{\"a\":\"2\"}"]);
        run.Bad.ShouldHaveSingleItem().Reason.ShouldContain("UTF-8");
    }

    [Fact]
    public void Row_over_the_limit_is_bad()
    {
        var path = _scratch.Write("in.csv", "a\n1\n\"0123456789\"\n2\n");

        using var run = Run(path, new FileSourceOptions { MaxRecordBytes = 11 }).ToEnd();

        run.Records.ShouldBe(["{\"a\":\"1\"}", "{\"a\":\"2\"}"]);
        (run.Bad[0].Position, run.Bad[0].Length).ShouldBe(("4", 12));
    }

    [Theory]
    [InlineData("a,a\n", "two columns are named 'a'")]
    [InlineData("a,,b\n", "column 2 has no name")]
    [InlineData("\"a\nb\n", "a quote is not closed")]
    public void Header_that_names_no_columns_is_an_error(string content, string reason)
    {
        var path = _scratch.Write("in.csv", content);

        using var run = Run(path);
        var error = run.Failure();

        error.Path.ShouldBe(path);
        error.Message.ShouldContain(reason);
    }

    [Fact]
    public void Format_and_delimiter_can_be_given()
    {
        var path = _scratch.Write("in.txt", "a;b\n1,5;2\n");

        using var run = Run(path, new FileSourceOptions { Format = FileFormat.Csv, Delimiter = ';' }).ToEnd();

        run.Records.ShouldBe(["{\"a\":\"1,5\",\"b\":\"2\"}"]);
    }

    [Fact]
    public void Written_rows_are_read_back()
    {
        Gen.Select(
            Gen.OneOf('a', 'b', ',', '"', '\n', '\r', 'é', ' ').Array[0, 6].Select(c => new string(c)).Array[2].Array[0, 60],
            Gen.Bool,
            Gen.OneOf("\n", "\r\n"),
            Gen.Int[1, 50]).Sample(
            (rows, quoteAll, lineEnd, chunk) =>
            {
                var content = "x,y" + lineEnd + string.Concat(rows.Select(row => NaiveCsv.Write(row, quoteAll, lineEnd)));

                using var run = Run(_scratch.Write("in.csv", content), new FileSourceOptions { ChunkBytes = chunk }).ToEnd();

                run.Bad.ShouldBeEmpty();
                run.Records.Select(Fields).ShouldBe(rows);
            },
            iter: 150,
            threads: 1);
    }

    [Fact]
    public void Any_text_gives_the_rows_of_a_naive_parser()
    {
        Gen.OneOf('a', ',', ',', '"', '"', '\n', '\n', '\r').Array[0, 60].Select(c => new string(c)).Sample(
            text =>
            {
                using var run = Run(_scratch.Write("in.csv", "x,y\n" + text), new FileSourceOptions { ChunkBytes = 5 }).ToEnd();

                var expected = NaiveCsv.Parse(text);
                run.Records.Select(Fields).ShouldBe(expected.OfType<string[]>().Where(row => row.Length == 2));
                run.Bad.Count.ShouldBe(expected.Count(row => row is not { Length: 2 }));
            },
            iter: 1500,
            threads: 1);
    }

    [Fact]
    public void Restart_from_any_reported_position_reads_the_header_again()
    {
        var rows = string.Concat(Enumerable.Range(0, 7000).Select(i => i % 3 == 0 ? $"\"{i}\n\"\"\",x\n" : $"{i},y\r\n"));
        var path = _scratch.Write("in.csv", "n,text\n" + rows);
        using var whole = Run(path).ToEnd();
        whole.Fetches.Count.ShouldBeGreaterThan(3);

        foreach (var (split, records, _) in whole.Fetches)
        {
            using var rest = Run(path, restored: [split]).ToEnd();

            rest.Records.ShouldBe(whole.Records.Skip(records));
        }
    }

    private static string[] Fields(string json) => [.. JsonNode.Parse(json)!.AsObject().Select(p => (string)p.Value!)];

    private static SourceRun Run(string path, FileSourceOptions? options = null, IReadOnlyList<OffsetSplit>? restored = null) =>
        new(new FileSource<string>(path, new TextDeserializer(), options), restored);
}
