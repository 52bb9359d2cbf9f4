namespace AkkaStreamProc.Architecture.Tests;

public class FileRulesTests
{
    private const int LongestFile = 700;

    private static readonly string[] KindsOfCode = ["Helpers", "Utils", "Interfaces", "Models"];

    [Fact]
    public void No_source_file_is_longer_than_700_lines()
    {
        var tooLong = Repository.SourceFiles("src", "tests", "bench", "examples")
            .Select(file => (File: Repository.Relative(file), Lines: Lines(file)))
            .Where(f => f.Lines > LongestFile);

        tooLong.ShouldBeEmpty("a file that long holds several ideas; give each its own");
    }

    [Fact]
    public void Folders_are_called_after_ideas_and_not_after_kinds_of_code()
    {
        var badlyNamed = Repository.Folders().Where(folder => KindsOfCode.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase));

        badlyNamed.Select(Repository.Relative).ShouldBeEmpty();
    }

    private static int Lines(string file) => File.ReadLines(file).Count();
}
