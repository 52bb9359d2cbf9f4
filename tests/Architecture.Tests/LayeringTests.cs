using System.Xml.Linq;

namespace AkkaStreamProc.Architecture.Tests;

public class LayeringTests
{
    public static TheoryData<string> Layers => [.. Layer.All.Select(layer => layer.Name)];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Assembly_refers_only_to_what_its_layer_may_use(string name)
    {
        var layer = Layer.All.Single(l => l.Name == name);

        var forbidden = layer.Assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(reference => !layer.Allows(reference));

        forbidden.ShouldBeEmpty($"{layer} must not use them; the arrows are in {nameof(Layer)}.cs");
    }

    // The compiler leaves out references that no code uses yet, so the project files are held to the same table.
    [Theory]
    [MemberData(nameof(Layers))]
    public void Project_refers_only_to_what_its_layer_may_use(string name)
    {
        var layer = Layer.All.Single(l => l.Name == name);

        var forbidden = References(layer).Where(reference => !layer.Allows(reference));

        forbidden.ShouldBeEmpty($"{layer} must not use them; the arrows are in {nameof(Layer)}.cs");
    }

    // The compiler and editors load them, with nothing beside them but what is their own.
    [Fact]
    public void Analyzers_refer_to_nothing_of_the_product_and_only_fixes_to_workspaces()
    {
        Packages("Analyzers").ShouldBe(["Microsoft.CodeAnalysis.CSharp"]);
        Packages("Analyzers.Fixes").ShouldBe(["../Analyzers/AkkaStreamProc.Analyzers.csproj", "Microsoft.CodeAnalysis.CSharp.Workspaces"]);

        static IEnumerable<string> Packages(string name) =>
            XDocument.Load(Path.Combine(Repository.Root, "src", name, $"AkkaStreamProc.{name}.csproj"))
                .Descendants().Where(r => r.Name.LocalName is "ProjectReference" or "PackageReference")
                .Select(r => r.Attribute("Include")!.Value)
                .Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Every_project_but_the_host_and_the_analyzers_stands_in_the_table_of_layers()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension)
            .Where(project => project is not ("AkkaStreamProc.Host" or "AkkaStreamProc.Analyzers" or "AkkaStreamProc.Analyzers.Fixes"));

        projects.ShouldBe(Layer.All.Select(layer => $"AkkaStreamProc.{layer.Name}"), ignoreOrder: true);
    }

    // So that others can write a connector with all that ours have.
    [Theory]
    [MemberData(nameof(Layers))]
    public void Connector_is_no_friend_of_another_assembly(string name)
    {
        var layer = Layer.All.Single(l => l.Name == name);

        var friends = layer.Assembly.GetCustomAttributesData()
            .Where(a => a.AttributeType.Name == "InternalsVisibleToAttribute")
            .Select(a => (string)a.ConstructorArguments[0].Value!);

        friends.ShouldAllBe(friend => !friend.StartsWith("AkkaStreamProc.Connectors"));
    }

    // A central version raises what another package brings, but only in this repository: who refers to the project or the
    // package from outside gets the lower one, and the assembly does not load.
    [Theory]
    [MemberData(nameof(Layers))]
    public void Assembly_built_against_a_central_version_asks_for_that_version_itself(string name)
    {
        var layer = Layer.All.Single(l => l.Name == name);
        var central = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion").Select(v => v.Attribute("Include")!.Value).ToHashSet();

        var lent = layer.Assembly.GetReferencedAssemblies().Select(a => a.Name!)
            .Where(central.Contains)
            .Except(AllReferences(layer));

        lent.ShouldBeEmpty($"AkkaStreamProc.{layer}.csproj must have a PackageReference to each");
    }

    /// <summary>The references of a project and of those it refers to, as a package that is made of it states them.</summary>
    private static IEnumerable<string> AllReferences(Layer layer) =>
        References(layer).SelectMany(reference => Layer.All.SingleOrDefault(l => $"AkkaStreamProc.{l.Name}" == reference) is { } other
            ? AllReferences(other).Append(reference)
            : [reference]);

    private static IEnumerable<string> References(Layer layer)
    {
        var file = Path.Combine(Repository.Root, "src", FolderOf(layer), $"AkkaStreamProc.{layer.Name}.csproj");
        var project = XDocument.Load(file);
        var projects = project.Descendants("ProjectReference")
            .Where(r => r.Attribute("ReferenceOutputAssembly")?.Value != "false")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
        var packages = project.Descendants("PackageReference")
            .Where(r => r.Attribute("PrivateAssets")?.Value != "all")
            .Select(r => r.Attribute("Include")!.Value);
        return projects.Concat(packages);
    }

    private static string FolderOf(Layer layer) =>
        layer.Name.StartsWith("Connectors.", StringComparison.Ordinal) ? Path.Combine("Connectors", layer.Name["Connectors.".Length..]) : layer.Name;
}
