namespace AkkaStreamProc.Operators.Tests.Graph;

public class ExplanationTests
{
    [Fact]
    public void Plan_reads_as_it_was_approved() =>
        ShopJob.Declare().Build().Explain().ReplaceLineEndings("\n").ShouldBe(Approved("explain.txt"));

    [Fact]
    public void Shape_reads_as_it_was_approved() =>
        ShopJob.Declare().Build().Shape.ShouldBe(Approved("shape.txt"));

    private static string Approved(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", name)).ReplaceLineEndings("\n");
}
