using System.IO.Compression;
using System.Xml.Linq;

namespace AkkaStreamProc.Consumption.Tests;

/// <summary>What a user gets who refers to the packages from outside the repository.</summary>
public sealed class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    [Fact]
    public async Task Job_of_the_readme_compiles_as_written_and_counts_what_a_loop_counts()
    {
        var folder = packages.CreateProject(
            "visits",
            "<OutputType>Exe</OutputType>",
            ["AkkaStreamProc.Actors", "AkkaStreamProc.Connectors.Files"],
            ("Program.cs", Repository.Blocks("README.md")[0]));
        (await packages.BuildAsync(folder)).ShouldSucceed();
        var visits = Visits.Some();
        File.WriteAllLines(Path.Combine(folder, "clicks.jsonl"), visits.Select(v => v.ToJson()));

        var run = await packages.RunAsync(folder, "visits");

        run.ShouldSucceed();
        run.Output.ShouldContain("Finished");
        Visits.Committed(folder, "counts").ShouldBe(Visits.Counted(visits), ignoreOrder: true);
        Visits.Committed(folder, "late").ShouldHaveSingleItem().ShouldContain(Visits.Straggler);
        LeakedInto(folder).ShouldBeEmpty("no public member names them, so they only crowd the completion");
    }

    [Fact]
    public async Task Blocks_of_the_pages_compile()
    {
        var pages = Page.All();
        pages.ShouldNotBeEmpty();
        var folder = packages.CreateProject(
            "pages",
            // The blocks leave out what the text around them says.
            "<OutputType>Library</OutputType><NoWarn>$(NoWarn);CS0168;CS0219;CS1998;CS8321;CS8618</NoWarn>",
            [
                "AkkaStreamProc.Actors", "AkkaStreamProc.Connectors.Akka", "AkkaStreamProc.Connectors.Files", "AkkaStreamProc.Connectors.Kafka",
                "AkkaStreamProc.Connectors.Kafka.Embedded", "AkkaStreamProc.TestKit", "Akka.Streams", "Confluent.Kafka", "xunit",
            ],
            pages.Select(page => ($"{page.Name}.cs", page.Compilable())));

        (await packages.BuildAsync(folder)).ShouldSucceed().Output.Split('\n').Where(line => line.Contains("warning ASP", StringComparison.Ordinal))
            .ShouldBeEmpty("a page should not show what the analyzers warn of");
    }

    [Fact]
    public async Task Analyzers_come_with_the_runtime_and_speak_in_a_build()
    {
        var folder = packages.CreateProject(
            "warned",
            "<OutputType>Library</OutputType>",
            ["AkkaStreamProc.Actors"],
            ("Job.cs", "using AkkaStreamProc;\npublic static class Job\n{\n    public static DataStream<int> Define(DataStream<int> numbers) => numbers.Where(n => n < DateTime.UtcNow.Hour);\n}\n"));

        var build = await packages.BuildAsync(folder);

        build.ShouldSucceed();
        build.Output.ShouldContain("Job.cs(4,93): warning ASP1001: 'DateTime.UtcNow' in the function of Where");
        build.Output.ShouldNotContain("CS8032", Case.Sensitive, "an analyzer that does not load says so");
    }

    [Fact]
    public void Package_says_what_it_is_and_brings_its_documentation_and_symbols()
    {
        var files = Directory.GetFiles(packages.Feed, "*.nupkg");

        files.Length.ShouldBe(7);
        foreach (var file in files)
        {
            using var package = ZipFile.OpenRead(file);
            var id = Path.GetFileName(file)[..^$".{packages.Version}.nupkg".Length];
            new[] { "PackageReadme.md", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml" }.ShouldBeSubsetOf(package.Entries.Select(e => e.FullName));
            using var stream = package.GetEntry($"{id}.nuspec")!.Open();
            var metadata = XDocument.Load(stream).Descendants().ToLookup(e => e.Name.LocalName, e => e.Value);
            metadata["id"].ShouldBe([id]);
            metadata["description"].Single().ShouldNotBe("Package Description");
            metadata["license"].ShouldBe(["Apache-2.0"]);
            File.Exists(Path.ChangeExtension(file, "snupkg")).ShouldBeTrue(id);
        }
    }

    /// <summary>Packages that we use inside and that the compiler of a user's project sees all the same.</summary>
    private static IEnumerable<string> LeakedInto(string folder)
    {
        using var assets = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "obj", "project.assets.json")));
        var target = assets.RootElement.GetProperty("targets").EnumerateObject().Single().Value;
        return [.. target.EnumerateObject()
            .Where(library => library.Value.TryGetProperty("compile", out var compile) && compile.EnumerateObject().Any(f => !f.Name.EndsWith("_._", StringComparison.Ordinal)))
            .Select(library => library.Name.Split('/')[0])
            .Where(name => new[] { "LanguageExt", "linq2db", "Akka.Persistence.Sql", "Microsoft.Data", "SQLitePCLRaw", "Nerdbank", "PolyType", "System.IO.Hashing" }
                .Any(inside => name.StartsWith(inside, StringComparison.Ordinal)))];
    }
}
