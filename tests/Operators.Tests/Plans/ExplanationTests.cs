namespace AkkaStreamProc.Operators.Tests.Plans;

public class ExplanationTests
{
    [Fact]
    public void Plan_reads_as_it_was_approved() =>
        ShopJob.Declare().Build().Explain().ReplaceLineEndings("\n").ShouldBe(Approved("explain.txt"));

    [Fact]
    public void Diagram_reads_as_it_was_approved() =>
        ShopJob.Declare().Build().Explain(PlanFormat.Mermaid).ShouldBe(Approved("explain.mermaid"));

    [Fact]
    public void Plan_for_programs_reads_as_it_was_approved() =>
        ShopJob.Declare().Build().Explain(PlanFormat.Json).ReplaceLineEndings("\n").ShouldBe(Approved("explain.json").TrimEnd());

    [Fact]
    public void Shape_reads_as_it_was_approved() =>
        ShopJob.Declare().Build().Shape.ShouldBe(Approved("shape.txt"));

    private static string Approved(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", name)).ReplaceLineEndings("\n");
}
