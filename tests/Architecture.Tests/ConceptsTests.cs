namespace AkkaStreamProc.Architecture.Tests;

/// <summary>The table of <c>docs/architecture.md</c> that says where to find what.</summary>
public class ConceptsTests
{
    [Fact]
    public void Every_concept_is_where_the_page_says()
    {
        var files = File.ReadLines(Path.Combine(Repository.Root, "docs", "architecture.md"))
            .SkipWhile(line => line != "## Where things are")
            .TakeWhile(line => !line.StartsWith("## From", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|') && line.Contains('`'))
            .Select(line => line.Split('`')[1])
            .ToList();

        files.Count.ShouldBeGreaterThan(10);
        files.Where(file => !File.Exists(Path.Combine(Repository.Root, file))).ShouldBeEmpty();
    }
}
