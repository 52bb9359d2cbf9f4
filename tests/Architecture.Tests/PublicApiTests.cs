using PublicApiGenerator;

namespace AkkaStreamProc.Architecture.Tests;

public class PublicApiTests
{
    private const string Approve = "APPROVE_API";

    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false };

    public static TheoryData<string> Layers => [.. Layer.All.Select(layer => layer.Name)];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Public_api_is_the_approved_one(string name)
    {
        var file = Path.Combine(Repository.Root, "tests", "Architecture.Tests", "Api", $"AkkaStreamProc.{name}.txt");
        var actual = Layer.All.Single(l => l.Name == name).Assembly.GeneratePublicApi(Options).ReplaceLineEndings("\n").TrimEnd() + "\n";

        if (Environment.GetEnvironmentVariable(Approve) == "1")
        {
            File.WriteAllText(file, actual);
        }

        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        (actual == approved).ShouldBeTrue(
            $"""
             The public API of AkkaStreamProc.{name} has changed:
             {TextDifference.Of(approved, actual)}
             Where the change is meant, approve it: run this test again with {Approve}=1, and commit {Repository.Relative(file)}.
             """);
    }
}
