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

    [Fact]
    public void Every_project_but_the_host_stands_in_the_table_of_layers()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension)
            .Where(project => project != "AkkaStreamProc.Host");

        projects.ShouldBe(Layer.All.Select(layer => $"AkkaStreamProc.{layer.Name}"), ignoreOrder: true);
    }

    private static IEnumerable<string> References(Layer layer)
    {
        var file = Path.Combine(Repository.Root, "src", FolderOf(layer), $"AkkaStreamProc.{layer.Name}.csproj");
        var project = XDocument.Load(file);
        var projects = project.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
        var packages = project.Descendants("PackageReference")
            .Where(r => r.Attribute("PrivateAssets")?.Value != "all")
            .Select(r => r.Attribute("Include")!.Value);
        return projects.Concat(packages);
    }

    private static string FolderOf(Layer layer) =>
        layer.Name.StartsWith("Connectors.", StringComparison.Ordinal) ? Path.Combine("Connectors", layer.Name["Connectors.".Length..]) : layer.Name;
}
