using AkkaStreamProc.Connectors.Files.Internal;

namespace AkkaStreamProc.Files.Tests;

public sealed class FilePatternTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("a.jsonl", "a.jsonl")]
    [InlineData("./a.jsonl", "a.jsonl")]
    [InlineData(".//logs/./a.jsonl", "logs/a.jsonl")]
    [InlineData("///data//a.jsonl", "/data/a.jsonl")]
    [InlineData("../a.jsonl", "../a.jsonl")]
    [InlineData("./", ".")]
    public void Path_is_the_same_however_it_is_written(string given, string normal)
    {
        new FilePattern(given).Path.ShouldBe(normal);
    }

    [Theory]
    [InlineData("*.jsonl", "a.jsonl b.jsonl")]
    [InlineData("?.csv", "c.csv")]
    [InlineData("*", "a.jsonl b.jsonl c.csv")]
    [InlineData(".*", ".part-out")]
    [InlineData("*/d.jsonl", "one/d.jsonl")]
    [InlineData("o*/*.jsonl", "one/d.jsonl")]
    [InlineData("**/*.jsonl", "a.jsonl b.jsonl one/d.jsonl one/two/e.jsonl")]
    [InlineData("one/**", "one/d.jsonl one/two/e.jsonl")]
    [InlineData("**/two/e.jsonl", "one/two/e.jsonl")]
    [InlineData("*.txt", "")]
    public void Pattern_finds_the_files_it_matches_in_order(string pattern, string expected)
    {
        foreach (var name in (string[])["b.jsonl", "a.jsonl", "c.csv", ".part-out", "one/d.jsonl", "one/two/e.jsonl", ".hidden/f.jsonl"])
        {
            _scratch.Write(name, "");
        }

        var found = new FilePattern(_scratch.PathOf(pattern)).Find();

        string.Join(' ', found.Select(path => Path.GetRelativePath(_scratch.Root, path))).ShouldBe(expected);
    }

    [Fact]
    public void Link_to_a_directory_above_does_not_end_in_a_circle()
    {
        _scratch.Write("one/a.jsonl", "");
        Directory.CreateSymbolicLink(_scratch.PathOf("one/up"), _scratch.Root);

        new FilePattern(_scratch.PathOf("**/*.jsonl")).Find().ShouldHaveSingleItem();
    }
}
