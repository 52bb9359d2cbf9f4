namespace AkkaStreamProc.Consumption.Tests;

/// <summary>A page with C# blocks, and the frame in <c>Pages/</c> that declares what its text takes for granted.</summary>
/// <remarks>A line <c>// block N</c> of the frame stands for the Nth block of the page.</remarks>
internal sealed record Page(string Path)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    private string Frame => System.IO.Path.Combine(Repository.Root, "tests", "Consumption.Tests", "Pages", $"{Name}.cs");

    /// <summary>All pages that have blocks but the README, whose only block is a program by itself.</summary>
    public static IReadOnlyList<Page> All() =>
        [.. Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, "docs"), "*.md")
            .Order(StringComparer.Ordinal)
            .Select(file => new Page(System.IO.Path.GetRelativePath(Repository.Root, file)))
            .Where(page => Repository.Blocks(page.Path).Count > 0)];

    /// <summary>The frame with the blocks in their places.</summary>
    public string Compilable()
    {
        File.Exists(Frame).ShouldBeTrue($"{Path} has C# blocks, so it needs the frame {Frame} in which a test compiles them");
        var text = File.ReadAllText(Frame);
        var number = 0;
        foreach (var block in Repository.Blocks(Path))
        {
            var place = $"// block {++number}\n";
            text.ShouldContain(place, Case.Sensitive, $"block {number} of {Path} has no place in {Frame}");
            text = text.Replace(place, $"#line 1 \"{Path} block {number}\"\n{block}\n#line default\n", StringComparison.Ordinal);
        }

        return text;
    }
}
