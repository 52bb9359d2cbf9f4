namespace AkkaStreamProc.Simulation.Tests.Mutants;

/// <summary>Tests of the tests: the suite notices each of the <see cref="Mutations"/>, and nothing in what has none.</summary>
public sealed class MutantTests
{
    /// <summary>Fewer than the suite runs of its own accord.</summary>
    private const int Seeds = 100;

    public static TheoryData<string> Names => [.. Mutations.All.Select(m => m.Name)];

    public static TheoryData<string> NamesOfHidden => [.. Mutations.All.Where(m => !m.IsVisibleWhenCalm).Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Mutant_is_caught_by_the_suite(string name)
    {
        var mutant = new MutatedProduct(Mutations.All.Single(m => m.Name == name));

        var failure = mutant.FirstFailure(0, Seeds);

        failure.ShouldNotBeNull();
        failure.ShouldNotContain(nameof(InvalidProgramException));
        failure.ShouldNotContain(nameof(FileLoadException));
    }

    [Theory]
    [MemberData(nameof(NamesOfHidden))]
    public void Mutant_without_crashes_and_faults_works(string name) =>
        new MutatedProduct(Mutations.All.Single(m => m.Name == name)).FirstFailure(0, 2, isCalm: true).ShouldBeNull();

    [Fact]
    public void Product_without_a_mutation_is_not_caught() => new MutatedProduct(null).FirstFailure(0, 20).ShouldBeNull();
}
